//! hoist: argv → face; an error → one line on stderr and an exit code.

use hoist::cli::args::{Demo, Ssh};
use hoist::cli::ssh::Wanted;
use hoist::cli::{self, Cli, Error, KeyLine, Verb, first};
use hoist::config::{self, Colours, Config, Places};
use hoist::desk::demo::Place;
use hoist::desk::first::{Answers, Trouble};
use hoist::desk::witness::{Witnesses, Witnessing};
use hoist::desk::{Clock, make, system_clock};
use hoist::domain::safe::SafeText;
use hoist::tui::action::{ALL, Group};
use hoist::tui::keymap::{Keymap, UserKeys};
use hoist::tui::model::Taste;
use hoist::tui::print::print;
use hoist::tui::ring::Ring;
use hoist::tui::run::{self, Options, Remember};
use hoist::tui::signals;
use hoist::tui::theme::{Depth, Theme};
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

fn main() -> ExitCode {
    hoist::domain::zone::read_with(config::zone_data);
    let line = match Cli::read(std::env::args_os()) {
        Ok(line) => line,
        Err(error) => {
            say(&error);
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    // A file-size limit then is an error of the write, not the end of the program.
    let limit = Arc::new(AtomicBool::new(false));
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, limit);
    let done = match &line.verb {
        None => interface(&line),
        Some(Verb::Demo(args)) if args.write.is_none() => demo(&line, args),
        Some(Verb::Keys) => keys(&line),
        Some(Verb::Ssh(args)) => return over_ssh(&line, args),
        Some(_) => return ExitCode::from(cli::run(&line)),
    };
    ExitCode::from(ended(done, &line))
}

/// What OpenSSH runs for an agent. The answer is the exit code; the log of sessions says when it ends.
fn over_ssh(line: &Cli, args: &Ssh) -> ExitCode {
    let (wanted, journal) = match cli::ssh::begin(line, args) {
        Ok(begun) => begun,
        Err(error) => {
            cli::tell(&error, false);
            return ExitCode::from(error.exit_code());
        }
    };
    let guard = cli::ssh::Guard(journal.clone());
    let (last, is_interface) = (journal.clone(), matches!(wanted, Wanted::Interface(_)));
    signals::at_last(move |signal| last.ends(&cli::ssh::by(signal)));
    let leaves = move || is_interface && signals::are_watched();
    if let Err(error) = cli::ssh::say_at_a_signal(&journal, leaves) {
        cli::tell(&error, false);
    }
    let code = match wanted {
        Wanted::Command(line) if matches!(line.verb, Some(Verb::Keys)) => ended(keys(&line), &line),
        Wanted::Command(line) => {
            cli::ssh::end_with_the_key(&line, &journal);
            cli::run(&line)
        }
        Wanted::Interface(line) => ended(interface(&line), &line),
    };
    journal.ends(&format!("exit code {code}"));
    drop(guard);
    ExitCode::from(code)
}

/// The exit code of what ended, the reason having been told.
fn ended(done: Result<(), Error>, line: &Cli) -> u8 {
    match done {
        Ok(()) => 0,
        Err(error) => {
            cli::tell(&error, line.global.json);
            error.exit_code()
        }
    }
}

/// What clap has to say: help and version as they are; a mistake as an object where JSON is asked for.
fn say(error: &clap::Error) {
    let json = std::env::args_os()
        .take_while(|a| a != "--")
        .any(|a| a == "--json");
    if json && error.use_stderr() {
        let text = error.render().to_string();
        let text = text.split("\n\nUsage:").next().unwrap_or_default();
        let text = text.trim().trim_start_matches("error: ");
        cli::tell(&Error::Usage(text.to_owned()), true);
        return;
    }
    let plain = error.render().to_string();
    let safe = SafeText::block(&plain);
    match safe.as_str() == plain {
        true => {
            let _ = error.print();
        }
        // It repeats what was typed, and that would act on the terminal.
        false => {
            let _ = write!(std::io::stderr(), "{safe}");
        }
    }
}

/// The interface on the configured desk, or one frame of it as text; where no desk is set up yet, the
/// questions that make one come first.
fn interface(line: &Cli) -> Result<(), Error> {
    let (places, config) = cli::config(line)?;
    log(&config);
    if line.global.ssh.is_some() {
        // Whoever comes in over SSH makes no desk.
        return show(line, &options(line, &places, &config, system_clock()));
    }
    let proposed = first::needed(line)?;
    let settled = options(line, &places, &config, system_clock());
    match proposed {
        None => show(line, &settled),
        Some(proposed) if settled.taste.plain => match first::ask(line, &proposed)? {
            // Where the desk is may stand in the config file only now.
            true => interface(line),
            false => Ok(()),
        },
        Some(proposed) => run::begin(&settled, &start(line, proposed)).map_err(failed),
    }
}

/// The first start: what is proposed, and how the desk is made of the answers.
fn start(line: &Cli, proposed: Answers) -> run::Start {
    let line = line.clone();
    run::Start {
        proposed,
        make: Box::new(move |answers| make_first(&line, answers)),
    }
}

/// Makes the desk of the first start, and opens the interface on it.
fn make_first(line: &Cli, answers: &Answers) -> Result<Options, Trouble> {
    let (path, note) = first::make(line, answers)?;
    let (places, mut config) = cli::config(line).map_err(|e| Trouble {
        field: "file",
        sentence: e.to_string(),
    })?;
    config.desk = path;
    let mut options = options(line, &places, &config, system_clock());
    options.greeting = "The desk is made. c opens the first ticket.".to_owned();
    options.warnings.extend(note);
    Ok(options)
}

/// The interface on a desk that goes when you leave. It stands at the instant for which it was made
/// and goes on from there; a printed frame stands still.
fn demo(line: &Cli, args: &Demo) -> Result<(), Error> {
    let (places, mut config) = cli::config(line)?;
    log(&config);
    let plan = cli::demo_plan(&config, args)?;
    let place = Place::new()
        .map_err(|e| Error::Failed(format!("No temporary directory could be made: {e}.")))?;
    cli::create_demo(&place.file(), &plan)?;
    config.desk = place.file();
    let started = system_clock()();
    let still = line.global.print.is_some();
    let clock: Clock = Arc::new(move || match still {
        true => plan.at,
        false => plan.at.plus_ms(system_clock()().since_ms(started)),
    });
    let mut options = options(line, &places, &config, clock);
    options.state = place.dir().join("state");
    // What is made up must page nobody.
    options.hooks.clear();
    show(line, &options)
}

/// Runs the interface, or presses the keys and prints the last frame.
fn show(line: &Cli, options: &Options) -> Result<(), Error> {
    let Some(size) = &line.global.print else {
        if line.global.keys.is_some() {
            return Err(Error::Usage("--keys needs --print COLSxROWS.".to_owned()));
        }
        return run::run(options).map_err(failed);
    };
    let size = columns_and_rows(size)?;
    let keys = line.global.keys.as_deref().unwrap_or_default();
    let frame = print(options, keys, size).map_err(failed)?;
    Ok(std::io::stdout().lock().write_all(frame.as_bytes())?)
}

fn failed(error: run::Error) -> Error {
    match error {
        run::Error::Desk(error) => Error::Desk(error),
        run::Error::Keys(_) | run::Error::NoTerminal(_) => Error::Usage(error.to_string()),
        run::Error::Terminal(_) => Error::Usage(format!(
            "{error} The commands need none: hoist --help lists them."
        )),
        run::Error::Screen(_) => Error::Failed(error.to_string()),
    }
}

fn columns_and_rows(text: &str) -> Result<(u16, u16), Error> {
    let size = text
        .split_once('x')
        .and_then(|(c, r)| Some((c.parse::<u16>().ok()?, r.parse::<u16>().ok()?)));
    match size {
        Some((c, r)) if (1..=1_000).contains(&c) && (1..=1_000).contains(&r) => Ok((c, r)),
        _ => Err(Error::Usage(format!(
            "“{text}” is not a size: write columns and rows like 120x32."
        ))),
    }
}

fn options(line: &Cli, places: &Places, config: &Config, clock: Clock) -> Options {
    // Once: a link that leads elsewhere later takes nobody to another desk, nor away from who else is here.
    let desk = config.desk_file();
    let login = cli::login(&line.global, config);
    let file = desk.clone();
    Options {
        make_desk: Arc::new({
            let clock = clock.clone();
            let zone = config.zone_name();
            let witnessing = Witnessing {
                witnesses: Witnesses::under(&places.state),
                place: desk.clone(),
            };
            move || {
                let mut open = make::open_at(&desk, &login, clock.clone())?;
                open.reads_in(&zone);
                // A demo desk goes when it is left, and nobody comes back to it.
                if !open.info().demo {
                    open.witnessed_by(witnessing.clone())?;
                }
                Ok(open)
            }
        }),
        clock,
        state: places.state.clone(),
        file: Some(file),
        taste: taste(line, config),
        theme: Theme::fitting(&config.theme, std::env::var("COLORFGBG").ok().as_deref()),
        remember: Some(remember(places)),
        keys: user_keys(config),
        editor: editor(config).filter(|_| line.global.ssh.is_none()),
        mouse: config.mouse,
        hooks: match line.global.ssh {
            Some(_) => Vec::new(),
            None => config.hooks.clone(),
        },
        greeting: String::new(),
        warnings: config.zone_trouble().into_iter().collect(),
    }
}

/// The editor for long texts: the config's, else `$VISUAL`, else `$EDITOR`.
fn editor(config: &Config) -> Option<String> {
    let variable = |name| std::env::var(name).ok().filter(|e| !e.trim().is_empty());
    let named = config.editor.clone();
    named.or_else(|| variable("VISUAL").or_else(|| variable("EDITOR")))
}

/// Keeps a taste chosen in the interface for the next start.
fn remember(places: &Places) -> Remember {
    let places = places.clone();
    Arc::new(move |key, value| config::save_taste(&places, key, value))
}

fn taste(line: &Cli, config: &Config) -> Taste {
    let detected = || Depth::detect(|name| std::env::var(name).ok());
    let depth = match config.colours {
        _ if line.global.no_color => Depth::None,
        Colours::Auto => detected(),
        Colours::True => Depth::True,
        Colours::Indexed => Depth::Indexed,
        Colours::Sixteen => Depth::Sixteen,
        Colours::None => Depth::None,
    };
    Taste {
        zone: config.zone_name(),
        depth,
        ssh: line.global.ssh.is_some(),
        plain: line.global.plain || config.plain,
        view: config.view.clone(),
        sort: config.sort.clone(),
        ring: Ring::named(&config.bell),
    }
}

fn user_keys(config: &Config) -> Vec<UserKeys> {
    let each = config.keys.iter().flat_map(|(scope, actions)| {
        actions.iter().map(move |(action, binding)| UserKeys {
            scope: scope.clone(),
            action: action.clone(),
            keys: binding.keys.clone(),
            file: config.file.display().to_string(),
            line: binding.line,
        })
    });
    each.collect()
}

/// `keys`: the table of actions with the user's own keys over it.
fn keys(line: &Cli) -> Result<(), Error> {
    let (_, config) = cli::config(line)?;
    let keymap = Keymap::with_user(&user_keys(&config));
    let lines: Vec<KeyLine> = Group::ALL
        .into_iter()
        .flat_map(|group| ALL.iter().filter(move |a| a.group == group))
        .map(|action| KeyLine {
            group: action.group.label().to_owned(),
            scope: action.scope.id().to_owned(),
            action: action.name.to_owned(),
            keys: keymap.keys_of(action),
            help: action.help.to_owned(),
        })
        .collect();
    cli::keys(line, &lines, &keymap.problems)
}

/// Diagnostic messages go to a file, and only where the config names one: the terminal is the
/// interface's.
fn log(config: &Config) {
    let Some(path) = &config.log else { return };
    let opened = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(path);
    let (Ok(file), Ok(level)) = (opened, config.log_level.parse::<tracing::Level>()) else {
        return;
    };
    tracing_subscriber::fmt()
        .with_max_level(level)
        .with_ansi(false)
        .with_writer(std::sync::Mutex::new(file))
        .init();
}
