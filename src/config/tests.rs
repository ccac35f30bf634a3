use super::*;

fn read(set: &[(&str, &str)]) -> Result<Config, Vec<String>> {
    Config::read(|name| {
        assert!(NAMES.contains(&name), "{name} is no known setting");
        let found = set.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    })
}

#[test]
fn nothing_needs_to_be_set() {
    let config = read(&[]).expect("defaults");
    assert_eq!(config.database, Address::Sqlite("hospice-capacity.db".into()));
    assert_eq!(config.listen, "127.0.0.1:8080");
    assert!(config.register.public_availability);
}

#[test]
fn every_wrong_setting_is_named() {
    let faults = read(&[
        ("DATABASE_URL", "postgress:x"),
        ("HOSPICE_FRESH_HOURS", "80"),
        ("HOSPICE_WORKERS", "many"),
        ("HOSPICE_PUBLIC_AVAILABILITY", "yes"),
        ("HOSPICE_CORS_ORIGINS", "https://a.example, b.example/x"),
        ("HOSPICE_SECURITY_CONTACT", "call us"),
    ])
    .expect_err("faults");
    for name in [
        "DATABASE_URL",
        "HOSPICE_STALE_HOURS",
        "HOSPICE_WORKERS",
        "HOSPICE_PUBLIC_AVAILABILITY",
        "HOSPICE_CORS_ORIGINS",
        "HOSPICE_SECURITY_CONTACT",
    ] {
        assert!(
            faults.iter().any(|fault| fault.starts_with(name)),
            "{name}: {faults:?}"
        );
    }
    assert_eq!(faults.len(), 6);
}

#[test]
fn reminders_need_a_sender_and_a_public_address() {
    let smtp = ("HOSPICE_SMTP_URL", "smtps://user:geheim@mail.example");
    let from = ("HOSPICE_MAIL_FROM", "Register <register@network.example>");
    let url = ("HOSPICE_PUBLIC_URL", "https://register.example");
    let not_mailed = read(&[from, url]).expect("settings");
    assert!(not_mailed.mail.is_none());
    let public_url = not_mailed.web.public_url;
    assert_eq!(
        public_url.as_deref(),
        Some("https://register.example"),
        "personal links need no mail"
    );
    assert!(read(&[smtp, from, url]).expect("settings").mail.is_some());
    let wrong = ("HOSPICE_SMTP_URL", "smtp:user:geheim@mail.example");
    for (set, expected) in [
        (vec![smtp, from], vec!["HOSPICE_PUBLIC_URL"]),
        (vec![smtp], vec!["HOSPICE_MAIL_FROM", "HOSPICE_PUBLIC_URL"]),
        (vec![wrong, from, url], vec!["HOSPICE_SMTP_URL"]),
        (
            vec![("HOSPICE_PUBLIC_URL", "register.example")],
            vec!["HOSPICE_PUBLIC_URL"],
        ),
        (
            vec![smtp, ("HOSPICE_MAIL_FROM", "nobody"), url],
            vec!["HOSPICE_MAIL_FROM"],
        ),
        (vec![("HOSPICE_REPORTS_BY", "25:00")], vec!["HOSPICE_REPORTS_BY"]),
        (
            vec![("HOSPICE_REPORTING_DAYS", "sundays")],
            vec!["HOSPICE_REPORTING_DAYS"],
        ),
    ] {
        let faults = read(&set).expect_err("a fault");
        let starts = faults
            .iter()
            .zip(&expected)
            .all(|(fault, name)| fault.starts_with(name));
        assert!(
            starts && faults.len() == expected.len(),
            "{expected:?}: {faults:?}"
        );
        assert!(!faults.concat().contains("geheim"), "{faults:?}");
    }
}

#[test]
fn houses_report_by_ten_every_day_where_nothing_else_is_set() {
    let duty = read(&[]).expect("defaults").register.duty;
    assert_eq!((duty.days, duty.deadline), (ReportingDays::All, TEN_O_CLOCK));
    let set = [
        ("HOSPICE_REPORTS_BY", "16:30"),
        ("HOSPICE_REPORTING_DAYS", "working_days"),
    ];
    let duty = read(&set).expect("settings").register.duty;
    assert_eq!(duty.days, ReportingDays::WorkingDays);
    assert_eq!(Some(duty.deadline), parse_time_of_day("16:30"));
}

#[test]
fn every_setting_stands_in_the_readme() {
    let readme = include_str!("../../README.md");
    for name in NAMES {
        assert!(readme.contains(&format!("| `{name}` |")), "{name}");
    }
}
