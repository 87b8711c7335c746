//! What is similar.

use super::Text;
use crate::domain::id::TicketId;
use clap::Args;

/// What is like a ticket or a text.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Subject, error messages and what logs said weigh most; what varies in a message does not count.\n\
    Examples: hoist similar 1042\n          journalctl -p err -n 50 | hoist similar --text-file -"
)]
pub struct Similar {
    /// The ticket; none: what --subject and --text say
    #[arg(required_unless_present_any = ["subject", "text", "text_file"], conflicts_with_all = ["subject", "text", "text_file"])]
    pub id: Option<TicketId>,
    /// A subject, before there is a ticket
    #[arg(long, value_name = "S", allow_hyphen_values = true)]
    pub subject: Option<String>,
    /// A text, before there is a ticket
    #[command(flatten)]
    pub text: Text,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=40))]
    pub limit: u32,
}
