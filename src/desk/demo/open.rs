//! The fates of tickets whose work goes on: every stage, every kind of hold, everything that can
//! be waiting for someone.

use super::cast::Seat;
use super::fate::{Fate, Kind, PLAIN};
use super::life::Life;
use super::over::duplicate;
use super::ways::{
    again, approval_asked, not_satisfied, outage, owing, part_of, quick, recalled, rejected,
    reopened, restored, returned, second_return, temporary, unclear, verifying, wait_for_customer,
    withdrawn,
};
use crate::domain::command::Command;
use crate::domain::id::AgentName;
use crate::domain::process::Verb;
use crate::domain::values::Values;

const fn open(name: &'static str, live: fn(&mut Life)) -> Fate {
    Fate {
        name,
        live,
        ..PLAIN
    }
}

const fn fresh(name: &'static str, live: fn(&mut Life)) -> Fate {
    Fate {
        fresh: true,
        ..open(name, live)
    }
}

const fn mine(seat: Seat, fate: Fate) -> Fate {
    Fate { seat, ..fate }
}

/// All of them, the most telling first: a small desk takes the beginning of the list.
pub const FATES: &[Fate] = &[
    mine(
        Seat::T1,
        fresh("ready to escalate", |l| {
            l.triage();
        }),
    ),
    Fate {
        channel: "email",
        tail: (15, 200),
        story: Some(1),
        priority: 4,
        ..open("new by mail", |_| {})
    },
    mine(Seat::T1, fresh("sent back", returned)),
    mine(
        Seat::T2,
        fresh("at tier 2, half analysed", |l| {
            l.reach_tier2();
            l.analyse(2);
        }),
    ),
    Fate {
        priority: 1,
        channel: "phone",
        tail: (12, 18),
        plays: "outage",
        story: Some(2),
        ..open("outage", outage)
    },
    fresh("waiting for tier 2", |l| {
        l.triage();
        l.escalate1();
    }),
    mine(
        Seat::Eng,
        fresh("in development", |l| {
            l.reach_engineering();
            l.develop(2);
        }),
    ),
    fresh("waiting for engineering", |l| {
        l.reach_tier2();
        l.analyse(5);
        l.escalate2();
    }),
    mine(
        Seat::T1,
        fresh("one sign-off missing", |l| {
            verifying(l);
            let t2 = l.cast.t2.clone();
            l.sign((20, 90), &t2, "tier2");
        }),
    ),
    mine(
        Seat::T1,
        open("to tell", |l| {
            l.triage();
            l.resolve1(false);
        }),
    ),
    mine(
        Seat::T1,
        open("asked if satisfied", |l| {
            l.triage();
            l.resolve1(false);
            l.tell((10, 60));
        }),
    ),
    mine(
        Seat::T1,
        open("a reply waits", |l| {
            l.triage();
            l.message((5, 40), "ask");
            l.received((60, 300), "reply");
        }),
    ),
    Fate {
        needs: "outage",
        priority: 3,
        story: Some(2),
        channel: "phone",
        tail: (10, 11),
        ..open("part of the outage", |l| {
            l.take((3, 8));
            part_of(l);
        })
    },
    Fate {
        kind: Kind::Security,
        tail: (100, 500),
        priority: 3,
        ..open("security at tier 2", |l| {
            l.reach_tier2();
            l.analyse(1);
        })
    },
    mine(
        Seat::T1,
        fresh("just taken", |l| {
            l.take((5, 30));
            l.intake(2);
        }),
    ),
    Fate {
        tail: (20, 40),
        ..fresh("waits for the customer", |l| {
            l.triage();
            l.message((5, 15), "ask");
            wait_for_customer(l, 70);
        })
    },
    Fate {
        tail: (1_500, 1_700),
        ..open("the wait is over", |l| {
            l.triage();
            l.message((5, 15), "ask");
            wait_for_customer(l, 22);
        })
    },
    Fate {
        channel: "email",
        tail: (700, 1_400),
        ..open("first response late", |_| {})
    },
    Fate {
        tail: (3_000, 4_000),
        ..open("update late", |l| {
            l.triage();
            l.message((3, 9), "ack");
        })
    },
    Fate {
        priority: 3,
        tail: (600, 900),
        ..fresh("acceptance late", |l| {
            l.triage();
            l.escalate1();
        })
    },
    Fate {
        tail: (8_500, 9_000),
        ..open("resolution late", |l| {
            l.reach_tier2();
            l.analyse(3);
        })
    },
    fresh("second return", second_return),
    fresh("up again after a return", |l| {
        returned(l);
        again(l);
    }),
    fresh("sent back by engineering", |l| {
        l.reach_engineering();
        let eng = l.cast.eng.clone();
        l.give_back((30, 90), &eng, "cannot_reproduce");
    }),
    Fate {
        plays: "known",
        tail: (300, 500),
        ..fresh("change window", |l| {
            l.reach_engineering();
            l.develop(3);
            let eng = l.cast.eng.clone();
            // Those that wait for it hear what helps meanwhile.
            let fields = [("state", "in_place"), ("text", l.story.workaround.as_str())];
            l.record((10, 40), &eng, "workaround", &fields);
            l.hold(
                (5, 20),
                &eng,
                "change_window",
                40,
                "Roll-out in the window of {day}, 22:00",
            );
        })
    },
    Fate {
        needs: "known",
        tail: (60, 200),
        ..open("temporary workaround", temporary)
    },
    Fate {
        needs: "known",
        tail: (60, 200),
        ..fresh("waits for a known error", |l| {
            l.triage();
            let t1 = l.cast.t1.clone();
            l.link(&t1, "known_error");
            l.hold(
                (1, 9),
                &t1,
                "known_error",
                60,
                "Until the fix is rolled out",
            );
        })
    },
    fresh("approval asked", |l| {
        l.reach_engineering();
        l.develop(1);
        approval_asked(l);
    }),
    fresh("to verify", verifying),
    mine(Seat::Eng, fresh("the fix failed", rejected)),
    fresh("fixed, to tell", |l| {
        verifying(l);
        l.verify();
    }),
    open("unclear resolution", |l| {
        l.reach_tier2();
        l.analyse(5);
        l.resolve2();
        unclear(l);
    }),
    Fate {
        tail: (200, 900),
        ..open("reminded twice", |l| {
            l.triage();
            l.resolve1(false);
            l.tell((5, 50));
            l.message((1_440, 1_500), "remind");
            l.message((2_800, 2_900), "remind");
        })
    },
    fresh("not satisfied", not_satisfied),
    fresh("reopened", |l| {
        reopened(l, 500);
    }),
    mine(
        Seat::T1,
        fresh("reopened, still true?", |l| {
            reopened(l, 300);
            l.take((10, 60));
        }),
    ),
    fresh("reopened, still true", |l| {
        reopened(l, 200);
        l.take((10, 60));
        let t1 = l.cast.t1.clone();
        l.still_true(&t1);
        l.tried();
    }),
    fresh("recalled", recalled),
    fresh("withdrawn", withdrawn),
    fresh("given back", |l| {
        l.take((5, 20));
        l.intake(1);
        let t1 = l.cast.t1.clone();
        l.go(
            (20, 60),
            &t1,
            Verb::Release,
            Values::new().with(
                "reason",
                "End of my shift; the customer is at work until 18:00.",
            ),
        );
    }),
    Fate {
        kind: Kind::Security,
        priority: 3,
        tail: (60, 300),
        ..open("security, a lead approves", |l| {
            l.reach_tier2();
            l.analyse(5);
            l.resolve2();
        })
    },
    Fate {
        kind: Kind::Security,
        tail: (30, 100),
        channel: "email",
        priority: 3,
        ..open("security, new", |_| {})
    },
    Fate {
        tail: (400, 900),
        ..fresh("vendor", |l| {
            l.reach_tier2();
            l.analyse(1);
            let t2 = l.cast.t2.clone();
            l.hold(
                (5, 20),
                &t2,
                "vendor",
                50,
                "Case {n} at the manufacturer of the disk shelf",
            );
        })
    },
    Fate {
        tail: (100, 400),
        ..fresh("internal team asked", |l| {
            l.reach_tier2();
            l.analyse(1);
            l.ask(30, false);
            let t2 = l.cast.t2.clone();
            l.hold((1, 3), &t2, "internal_team", 30, "Answer of the team asked");
        })
    },
    Fate {
        tail: (2_000, 2_400),
        ..fresh("the team's answer is late", |l| {
            l.reach_tier2();
            l.ask(20, false);
        })
    },
    Fate {
        tail: (100, 700),
        ..fresh("scheduled", |l| {
            l.triage();
            let t1 = l.cast.t1.clone();
            l.hold(
                (5, 20),
                &t1,
                "scheduled",
                44,
                "Joint call agreed with {first}",
            );
        })
    },
    Fate {
        tail: (300, 700),
        ..fresh("owner away", |l| {
            l.cast.t2 = AgentName::from("farid");
            l.reach_tier2();
            l.analyse(1);
        })
    },
    Fate {
        priority: 1,
        channel: "phone",
        tail: (60, 90),
        story: Some(10),
        ..fresh("outage, owed before telling", owing)
    },
    Fate {
        plays: "original",
        story: Some(11),
        priority: 3,
        tail: (120, 300),
        ..fresh("original", |l| {
            l.triage();
            l.note((5, 10));
        })
    },
    Fate {
        needs: "original",
        story: Some(11),
        tail: (30, 100),
        ..open("cancelled: duplicate", duplicate)
    },
    Fate {
        needs: "archived",
        priority: 4,
        channel: "email",
        tail: (40, 200),
        ..open("follow-up", |_| {})
    },
    Fate {
        kind: Kind::Quick,
        priority: 4,
        channel: "email",
        tail: (30, 300),
        ..open("question, new", |_| {})
    },
    mine(
        Seat::T1,
        Fate {
            kind: Kind::Quick,
            priority: 4,
            channel: "chat",
            tail: (4, 12),
            ..open("question, taken", |l| {
                l.take((1, 4));
            })
        },
    ),
    Fate {
        kind: Kind::Quick,
        priority: 4,
        tail: (100, 700),
        ..open("request, told", |l| {
            quick(l);
            l.tell((1, 9));
        })
    },
    Fate {
        channel: "web",
        tail: (60, 400),
        priority: 4,
        ..open("new by form", |_| {})
    },
    Fate {
        channel: "phone",
        tail: (5, 30),
        ..open("new by phone", |_| {})
    },
    mine(
        Seat::T1,
        Fate {
            channel: "web",
            tail: (20, 200),
            ..open("offered", |l| {
                let lead = l.cast.lead.clone();
                let to = Some(l.cast.t1.clone());
                l.step(
                    (2, 20),
                    &lead,
                    Command::Assign {
                        to,
                        customers_agent: false,
                    },
                );
            })
        },
    ),
    fresh("told of management", |l| {
        l.reach_tier2();
        let t2 = l.cast.t2.clone();
        l.record(
            (5, 20),
            &t2,
            "management",
            &[
                ("state", "requested"),
                (
                    "reason",
                    "The customer's director calls every hour; asks for one from our side.",
                ),
            ],
        );
    }),
    fresh("handed over", |l| {
        l.triage();
        let t1 = l.cast.t1.clone();
        l.record(
            (20, 90),
            &t1,
            "handover",
            &[
                ("to", "cleo"),
                (
                    "text",
                    "Customer expects a call at {clock}; log of {host} is being collected.",
                ),
            ],
        );
    }),
    Fate {
        tail: (100, 900),
        ..open("restored", restored)
    },
    fresh("taken, nothing answered", |l| {
        l.take((20, 90));
    }),
];
