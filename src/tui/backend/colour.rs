//! Colours in the depth that the terminal has.

use ratatui::style::Color;

/// How many colours the terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Depth {
    /// None: `NO_COLOR`, or a terminal that has none.
    None,
    /// The sixteen of the terminal's own palette.
    #[default]
    Sixteen,
    /// The palette of 256.
    Indexed,
    /// Any colour.
    True,
}

/// What is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layer {
    Ink,
    Ground,
    Line,
}

/// The sixteen in their usual looks, in the order of their numbers.
const SIXTEEN: [(Color, (u8, u8, u8)); 16] = [
    (Color::Black, (0, 0, 0)),
    (Color::Red, (205, 49, 49)),
    (Color::Green, (13, 188, 121)),
    (Color::Yellow, (229, 229, 16)),
    (Color::Blue, (36, 114, 200)),
    (Color::Magenta, (188, 63, 188)),
    (Color::Cyan, (17, 168, 205)),
    (Color::Gray, (204, 204, 204)),
    (Color::DarkGray, (102, 102, 102)),
    (Color::LightRed, (241, 76, 76)),
    (Color::LightGreen, (35, 209, 139)),
    (Color::LightYellow, (245, 245, 67)),
    (Color::LightBlue, (59, 142, 234)),
    (Color::LightMagenta, (214, 112, 214)),
    (Color::LightCyan, (41, 184, 219)),
    (Color::White, (255, 255, 255)),
];

/// The steps of one channel in the cube of 216 colours.
const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

impl Depth {
    /// What the environment says: `NO_COLOR`, `COLORTERM`, `TERM`.
    pub fn detect(variable: impl Fn(&str) -> Option<String>) -> Self {
        let is = |name: &str, part: &str| variable(name).is_some_and(|value| value.contains(part));
        let term = variable("TERM").unwrap_or_default();
        if variable("NO_COLOR").is_some_and(|value| !value.is_empty())
            || term == "dumb"
            || term.contains("mono")
        {
            Self::None
        } else if is("COLORTERM", "truecolor")
            || is("COLORTERM", "24bit")
            || term.contains("direct")
        {
            Self::True
        } else if term.contains("256color") || term.contains("kitty") {
            Self::Indexed
        } else {
            Self::Sixteen
        }
    }

    /// The nearest colour that the terminal has.
    pub fn nearest(self, colour: Color) -> Color {
        match (self, colour) {
            (_, Color::Reset) | (Self::None, _) => Color::Reset,
            (Self::Sixteen, Color::Rgb(r, g, b)) => nearest_of_sixteen((r, g, b)),
            (Self::Sixteen, Color::Indexed(index)) => nearest_of_sixteen(looks(index)),
            (Self::Indexed, Color::Rgb(r, g, b)) => Color::Indexed(nearest_index((r, g, b))),
            (_, colour) => colour,
        }
    }
}

fn distance(one: (u8, u8, u8), other: (u8, u8, u8)) -> u32 {
    let square = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
    square(one.0, other.0) * 3 + square(one.1, other.1) * 4 + square(one.2, other.2) * 2
}

fn nearest_of_sixteen(colour: (u8, u8, u8)) -> Color {
    let nearest = SIXTEEN
        .iter()
        .min_by_key(|(_, looks)| distance(*looks, colour));
    nearest.map_or(Color::Reset, |(named, _)| *named)
}

/// The looks of one of the 256.
fn looks(index: u8) -> (u8, u8, u8) {
    let step = |place: u8| STEPS.get(usize::from(place % 6)).copied().unwrap_or(0);
    match index {
        0..=15 => SIXTEEN
            .get(usize::from(index))
            .map_or((0, 0, 0), |(_, looks)| *looks),
        16..=231 => (
            step((index - 16) / 36),
            step((index - 16) / 6),
            step(index - 16),
        ),
        grey => (
            8 + (grey - 232) * 10,
            8 + (grey - 232) * 10,
            8 + (grey - 232) * 10,
        ),
    }
}

/// The nearest of the 240 whose looks do not depend on the person's palette; of equals the lowest.
///
/// The distance is a sum over the channels, so the nearest of the cube is found channel by channel:
/// this is asked for each cell that is painted.
fn nearest_index(colour: (u8, u8, u8)) -> u8 {
    let cube =
        16 + 36 * nearest_step(colour.0) + 6 * nearest_step(colour.1) + nearest_step(colour.2);
    let grey = nearest_grey(colour);
    match distance(looks(grey), colour) < distance(looks(cube), colour) {
        true => grey,
        false => cube,
    }
}

/// Which step of the cube's channel is nearest; of equals the lower.
fn nearest_step(channel: u8) -> u8 {
    match channel {
        0..=47 => 0,
        48..=115 => 1,
        116..=155 => 2,
        156..=195 => 3,
        196..=235 => 4,
        _ => 5,
    }
}

/// The nearest of the 24 greys; of equals the lower. The distance is least at the weighted mean.
fn nearest_grey(colour: (u8, u8, u8)) -> u8 {
    let (r, g, b) = (
        u16::from(colour.0),
        u16::from(colour.1),
        u16::from(colour.2),
    );
    // In ninths, as the mean is: greys stand 90 ninths apart, the first at 72.
    let mean = r * 3 + g * 4 + b * 2;
    let step = (mean + 44).saturating_sub(72) / 90;
    232 + u8::try_from(step.min(23)).unwrap_or(23)
}

/// The parameters that choose a colour.
pub(super) fn parameters(colour: Color, layer: Layer) -> String {
    let (plain, bright, extended) = match layer {
        Layer::Ink => (30, 90, "38"),
        Layer::Ground => (40, 100, "48"),
        Layer::Line => return line_parameters(colour),
    };
    match colour {
        Color::Reset => (plain + 9).to_string(),
        Color::Rgb(r, g, b) => format!("{extended};2;{r};{g};{b}"),
        Color::Indexed(index) => format!("{extended};5;{index}"),
        named => match place(named) {
            low @ 0..=7 => (plain + low).to_string(),
            high => (bright + high - 8).to_string(),
        },
    }
}

/// With colons: a terminal that does not know the line's colour skips them as one parameter.
fn line_parameters(colour: Color) -> String {
    match colour {
        Color::Reset => "59".to_owned(),
        Color::Rgb(r, g, b) => format!("58:2::{r}:{g}:{b}"),
        Color::Indexed(index) => format!("58:5:{index}"),
        named => format!("58:5:{}", place(named)),
    }
}

fn place(named: Color) -> usize {
    SIXTEEN
        .iter()
        .position(|(colour, _)| *colour == named)
        .unwrap_or(7)
}

#[cfg(test)]
mod tests {
    use super::{distance, looks, nearest_index};

    #[test]
    fn the_nearest_is_what_looking_at_all_finds() {
        let of_all = |colour| {
            (16..=255)
                .min_by_key(|i| distance(looks(*i), colour))
                .unwrap()
        };
        for r in (0..=255).step_by(9) {
            for g in (0..=255).step_by(7) {
                for b in (0..=255).step_by(5) {
                    let colour = (r, g, b);
                    let (found, nearest) = (nearest_index(colour), of_all(colour));
                    let far = |index| distance(looks(index), colour);
                    assert_eq!(
                        found,
                        nearest,
                        "{colour:?}: {} and {}",
                        far(found),
                        far(nearest)
                    );
                }
            }
        }
    }
}
