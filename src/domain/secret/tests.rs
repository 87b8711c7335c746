use super::Masks;
use crate::domain::parse;
use std::sync::LazyLock;

fn masks() -> &'static Masks {
    static MASKS: LazyLock<Masks> =
        LazyLock::new(|| Masks::ready(&parse::builtin().masks).unwrap());
    &MASKS
}

fn masked(text: &str) -> String {
    masks().mask(text, "desk").text
}

/// Each line holds the planted word where a secret would stand: it must be gone, and the rest stay.
const PLANTED: &str = "hunter2x";

#[test]
fn secrets_of_many_kinds_of_files_are_masked() {
    let lines = [
        "password = hunter2x",
        "password=hunter2x with blanks; and more",
        "password: 'hunter2x'",
        "PASSWORD=\"hunter2x\"",
        "DB_PASSWORD=hunter2x",
        "db-passwd: hunter2x   ",
        "spring.datasource.password=hunter2x\r",
        "  \"password\": \"hunter2x\",",
        "{\"user\":\"x\",\"password\":\"hunter2x\",\"host\":\"y\"}",
        "password = \"a \\\" hunter2x\"",
        "password = \"hunter2x not closed",
        "password = it's hunter2x",
        "$config['password'] = 'hunter2x';",
        "'password' => 'hunter2x',",
        "define('DB_PASSWORD', 'hunter2x');",
        "Server=db;User Id=sa;Password=hunter2x;Database=shop",
        "Server=db;Pwd=\"hunter2x\";",
        "<add connectionString=\"Server=db;Password=hunter2x\" providerName=\"p\"/>",
        "<password>hunter2x</password>",
        "<Setting key=\"Password\" value=\"hunter2x\"/>",
        "<entry key=\"password\">hunter2x</entry>",
        "<key>Password</key><string>hunter2x</string>",
        "postgres://app:hunter2x@db.example:5432/shop",
        "redis://:hunter2x@cache:6379/0",
        "amqp://u:p@hunter2x@mq/",
        "host=db user=app password=hunter2x dbname=shop",
        "psql --password hunter2x --host db",
        "mysqldump -u root -phunter2x shop",
        "curl -u admin:hunter2x https://api.example/",
        "requirepass hunter2x",
        "enable secret 5 hunter2x",
        "username admin privilege 15 password 0 hunter2x",
        "snmp-server community hunter2x RO",
        "rocommunity hunter2x",
        "community hunter2x",
        "2026-11-24 09:00:00 WARN snmp: bad community hunter2x from 10.0.0.7",
        "set snmp community hunter2x authorization read-only",
        "snmp_community: hunter2x",
        "jdbc:oracle:thin:scott/hunter2x@//h/x",
        "url = jdbc:oracle:oci8:scott/hunter2x@shop",
        "pass_word = hunter2x",
        "DB_PASS-WORD: hunter2x",
        "machine mail.example login lena password hunter2x",
        "db.example:5432:shop:app:hunter2x",
        "Authorization: Bearer hunter2xhunter2x",
        "Authorization: Basic hunter2x==",
        "proxy_set_header Authorization \"Basic hunter2x\";",
        "authorization=hunter2x",
        "proxy_set_header X-Api-Key \"hunter2x\";",
        "proxy_set_header X-Api-Key hunter2x;",
        "RequestHeader set X-Api-Key hunter2x",
        "header_up X-Api-Key hunter2x",
        "password \"hunter2x\"",
        "Cookie: session=hunter2x; theme=dark",
        "api_key: hunter2x",
        "X-Api-Key: hunter2x",
        "aws_secret_access_key = hunter2x",
        "client_secret: \"hunter2x\"",
        "PrivateKey = hunter2x",
        "PresharedKey = hunter2x",
        "secret_key_base: hunter2x",
        "https://api.example/v1?token=hunter2x&page=2",
        "password: |\n  hunter2x\n  hunter2x",
        "{ user: x, password: hunter2x, host: y }",
        "pass = hunter2x",
        "wpa_passphrase=hunter2x",
        "        psk=\"hunter2x\"",
        "credentials: hunter2x",
        "ldap.bind_pw: hunter2x",
        "- name: DB_PASSWORD\n  value: hunter2x\n",
        "- name: \"DB_PASSWORD\"\r\n  value: 'hunter2x'\r\n",
        "- name: DB_PASSWORD\n  description: of the shop, of course\n  value: hunter2x",
        "- value: hunter2x\n  name: DB_PASSWORD\n",
        "{name: DB_PASSWORD, value: hunter2x}",
        "env: [{name: A, value: b}, {name: DB_PASSWORD, value: hunter2x}, {name: C, value: d}]",
        "{\"name\": \"DB_PASSWORD\", \"value\": \"hunter2x\"}",
        "{\"name\": \"DB_PASSWORD\", \"slotSetting\": false, \"value\": \"hunter2x\"}",
        "{\n  \"value\": \"hunter2x\",\n  \"name\": \"DB_PASSWORD\"\n}",
        "{\"ParameterKey\": \"DBPassword\", \"ParameterValue\": \"hunter2x\"}",
        "<name>javax.jdo.option.ConnectionPassword</name><value>hunter2x</value>",
        "<name>a.ConnectionPassword</name>\n  <value>\n  hunter2x\n</value>",
        "<name>a.password</name><description>x</description><value>hunter2x</value>",
        "<add value=\"hunter2x\" key=\"Password\"/>",
        "<add value='a\"hunter2x' key='Password'/>",
        "<add key=\"Password\" value=\"it's hunter2x\"/>",
        "<add key=\"Password\" type=\"string\" value=\"hunter2x\"/>",
        "<password><![CDATA[a<hunter2x]]></password>",
        "\"passwords\": [\"hunter2x\", \"a]hunter2x\"]",
        "passwords: [hunter2x, 'it is hunter2x']",
        "passwords:\n  - hunter2x\n  - \"hunter2x\"\nhost: y",
        "password:\n  hunter2x\nhost: y",
        "password:\r\n    hunter2x and more\r\n",
        "password = '''hunter2x'''",
        "password = \"\"\"\nhunter2x\n\"\"\"",
        "password = \"\"\"a \"quoted\" hunter2x",
        "passwort = hunter2x",
        "DB_PASSWORT=hunter2x",
        "<Kennwort>hunter2x</Kennwort>",
    ];
    for line in lines {
        let text = masked(line);
        assert!(!text.contains(PLANTED), "{line:?} became {text:?}");
        assert!(text.contains("«masked:"), "{line:?} became {text:?}");
        assert_eq!(masked(&text), text, "masked once more it is the same");
    }
}

#[test]
fn what_is_no_secret_stays() {
    let lines = [
        "PasswordAuthentication no",
        "proxy_pass http://backend:8080;",
        "fastcgi_pass unix:/run/php.sock;",
        "password_file = /etc/app/secret",
        "password    required   pam_unix.so sha512",
        "password = ${DB_PASSWORD}",
        "password =",
        "password = ********",
        "max_tokens = 4096",
        "worker_connections 1024;",
        "server_name shop.example;",
        "https://shop.example:8443/path",
        "keepalive_timeout 65;",
        "ssl_certificate_key /etc/ssl/shop.key;",
        "# the bearer of this letter",
        "compass: north",
        "- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: shop\n",
        "- name: PORT\n  value: 8080\n- name: HOST\n  value: shop.example\n",
        "password:\nhost: shop.example\n",
        "credentials:\n  host: shop.example\n  user: app\n",
        "passwords: []",
        "# change the password\nworkers:\n  value: 7\n",
        "the community edition of the database",
        "set community 65000:100",
        "jdbc:oracle:thin:@//h:1521/x",
    ];
    for line in lines {
        assert_eq!(masked(line), line);
    }
}

#[test]
fn what_stands_beside_a_secret_can_still_be_read() {
    let cases = [
        (
            "Server=db;User Id=sa;Password=hunter2x;Database=shop",
            "Server=db;User Id=sa;Password=«masked:password»;Database=shop",
        ),
        (
            "host=db password=hunter2x dbname=shop",
            "host=db password=«masked:password» dbname=shop",
        ),
        (
            "postgres://app:hunter2x@db:5432/shop",
            "postgres://app:«masked:connection_string»@db:5432/shop",
        ),
        (
            "proxy_set_header X-Api-Key \"hunter2x\";",
            "proxy_set_header X-Api-Key \"«masked:token»\";",
        ),
        (
            "password=\"hunter2x\" # rotate",
            "password=\"«masked:password»\" # rotate",
        ),
        (
            "env: [{name: A, value: b}, {name: DB_PASSWORD, value: hunter2x}, {name: C, value: d}]",
            "env: [{name: A, value: b}, {name: DB_PASSWORD, value: «masked:password»}, {name: C, value: d}]",
        ),
        (
            "{\"name\": \"DB_PASSWORD\", \"value\": \"hunter2x\"}",
            "{\"name\": \"DB_PASSWORD\", \"value\": \"«masked:password»\"}",
        ),
        (
            "- name: DB_PASSWORD\n  value: hunter2x\n- name: PORT\n  value: 80\n",
            "- name: DB_PASSWORD\n  value: «masked:password»\n- name: PORT\n  value: 80\n",
        ),
        (
            "- name: PORT\n  value: 80\n- name: DB_PASSWORD\n  value: hunter2x\n",
            "- name: PORT\n  value: 80\n- name: DB_PASSWORD\n  value: «masked:password»\n",
        ),
        (
            "<add value=\"hunter2x\" key=\"Password\"/><add value=\"7\" key=\"Pool\"/>",
            "<add value=\"«masked:password»\" key=\"Password\"/><add value=\"7\" key=\"Pool\"/>",
        ),
        (
            "passwords:\n  - hunter2x\n  - two\nhost: y",
            "passwords:\n  - «masked:password»\n  «…»\nhost: y",
        ),
        (
            "auth-user-pass\n<auth-user-pass>\nlena\nhun<ter2x\n</auth-user-pass>\nverb 3\n",
            "auth-user-pass\n<auth-user-pass>\n«masked:password»\n«…»\n</auth-user-pass>\nverb 3\n",
        ),
        (
            "<tls-crypt>\n0123456789abcdef\n</tls-crypt>\n<ca>\nMIIB\n</ca>\n",
            "<tls-crypt>\n«masked:password»\n</tls-crypt>\n<ca>\nMIIB\n</ca>\n",
        ),
        (
            "user.password.value = hunter2x\nuser.name.value = lena\n",
            "user.password.value = «masked:password»\nuser.name.value = lena\n",
        ),
        (
            "credential = hunter2x\ncredential.helper = cache\n",
            "credential = «masked:password»\ncredential.helper = cache\n",
        ),
        (
            "a: password=one;password=two;x=3",
            "a: password=«masked:password»;password=«masked:password»;x=3",
        ),
    ];
    for (line, wanted) in cases {
        assert_eq!(masked(line), wanted);
    }
}

#[test]
fn a_private_key_keeps_its_lines_and_nothing_else() {
    let key = "a\n-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\nq2w3e4r5t6\n-----END RSA PRIVATE KEY-----\nb\n";
    let text = masked(key);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 6, "{text}");
    assert!(lines[2].starts_with("«masked:private_key "), "{text}");
    assert_eq!((lines[3], lines[5]), ("«…»", "b"));
    let cut = "-----BEGIN PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n";
    assert!(!masked(cut).contains("MIIE"), "also one that is cut off");
    assert_eq!(masked(&text), text);
}

#[test]
fn only_long_random_secrets_get_a_mark_and_only_on_their_own_desk() {
    let masks = masks();
    let line = "api_key = 4f9d8c7b6a5e4d3c2b1a0f9e\n";
    let one = masks.mask(line, "desk").text;
    let two = masks.mask(&line.replace("= ", "=  "), "desk").text;
    let mark = |text: &str| {
        text.split("«masked:token ")
            .nth(1)
            .map(|t| t[..8].to_owned())
    };
    assert!(mark(&one).is_some(), "{one}");
    assert_eq!(mark(&one), mark(&two), "the same secret, the same mark");
    assert_ne!(mark(&one), mark(&masks.mask(line, "other").text));
    let other = masks.mask(&line.replace("4f9d", "0f9d"), "desk").text;
    assert_ne!(mark(&one), mark(&other));
    // Too short, or what people think up: a mark would help to guess it.
    assert!(masked("api_key = 12345").contains("«masked:token»"));
    let long = "password = correct horse battery staple and more";
    assert!(masked(long).contains("«masked:password»"));
    let basic = "Authorization: Basic dXNlcjpodW50ZXIyeGh1bnRlcjJ4";
    assert!(
        masked(basic).contains("«masked:authorization»"),
        "{}",
        masked(basic)
    );
}

#[test]
fn hostile_texts_are_masked_in_time_and_without_a_panic() {
    let masks = masks();
    let long = format!("password={}", "x".repeat(1 << 20));
    assert!(masks.mask(&long, "d").text.len() < 100);
    for text in [
        "«masked:password»hunter2x",
        "password=«masked:password»hunter2x",
        "\u{202e}password=hunter2x\u{0}",
        "パスワード password=日本語の秘密",
        "password=\u{feff}",
    ] {
        let _ = masks.mask(text, "d");
    }
    assert!(!masked("password=«masked:password»hunter2x").contains(PLANTED));
    let many = "password=a;".repeat(20_000);
    assert_eq!(masks.mask(&many, "d").found["password"], 20_000);
}

/// How people write a secret that no simple pair of name and value is.
#[test]
fn secrets_in_other_shapes_are_masked() {
    let lines = [
        // A text within a text.
        r#"{\"password\":\"hunter2x\"}"#,
        r#"{"body":"{\"user\":\"a\",\"password\": \"hunter2x\", \"host\":\"y\"}"}"#,
        r#"{"body":"{\\\"password\\\":\\\"hunter2x\\\"}"}"#,
        r#"{"file":"host=y\npassword=hunter2x\nport=1"}"#,
        r#"{\u0022password\u0022:\u0022hunter2x\u0022}"#,
        "<a b=\"{&quot;password&quot;:&quot;hunter2x&quot;}\"/>",
        // Values apart from their names.
        "<setting name=\"DbPassword\" serializeAs=\"String\">\n  <value>hunter2x</value>\n</setting>",
        "<Setting Name=\"Password\"><Value>hunter2x</Value></Setting>",
        "<setting name=\"Password\"><value><![CDATA[hunter2x]]></value></setting>",
        "password => {\n  value => \"hunter2x\"\n}",
        "\"password\": {\n  \"value\": \"hunter2x\"\n}",
        "variable \"db_password\" {\n  type = string\n  default = \"hunter2x\"\n}",
        // Lines that go on.
        "host=a\rpassword=hunter2x\rport=1\r",
        "host: a\rpassword: |\r  hunter2x\rport: 1\r",
        "password: \"first\n  hunter2x\"\nhost: y",
        "password: 'first\n\n  hunter2x'\nhost: y",
        "password = \\\n  hunter2x\nhost = y",
        "password = first\\\nhunter2x\nhost = y",
        "db_password = <<EOT\nhunter2x\nEOT\nhost = \"y\"",
        "db_password = <<-EOT\n  one\n  hunter2x\n  EOT\nhost = \"y\"",
        "DB_PASSWORD=$(cat <<'E'\nhunter2x\nE\n)",
        // Databases.
        "password = 'it''s hunter2x'",
        "CREATE USER a IDENTIFIED BY 'hunter2x';",
        "ALTER USER a IDENTIFIED WITH mysql_native_password BY 'it''s hunter2x'",
        "create user a identified by hunter2x;",
        "GRANT ALL ON *.* TO 'a'@'%' IDENTIFIED BY PASSWORD 'hunter2x'",
        "SET PASSWORD FOR 'a'@'%' = PASSWORD('hunter2x');",
        "alter role a with password 'hunter2x'",
        "    set password hunter2x",
        "set password ENC hunter2x",
        // Names and commands.
        "pw=hunter2x",
        "ADMIN_PW=hunter2x",
        "$pw = 'hunter2x';",
        "HTTP_PROXY_PASSWD hunter2x",
        "ENV DB_PASSWORD hunter2x",
        "export DB_PASSWORD hunter2x",
        "sshpass -p hunter2x ssh a@b",
        "sshpass -p'hunter2x' ssh a@b",
        "https://hooks.slack.com/services/T0001/B0001/hunter2x",
        "https://a.blob.core.windows.net/c/b?sv=2020&sr=b&sig=hunter2x%3D&se=2026",
        "https://a.example/?sig=hunter2x",
        // Network gear.
        " neighbor 10.0.0.1 password 7 hunter2x",
        "tacacs-server key hunter2x",
        "tacacs-server host 10.0.0.1 key 7 hunter2x",
        "radius-server host 10.0.0.1 auth-port 1812 acct-port 1813 key 7 hunter2x",
        "radius server A\n address ipv4 10.0.0.1\n key 7 hunter2x",
        "crypto isakmp key hunter2x address 10.0.0.1",
        "crypto isakmp key 6 hunter2x address 10.0.0.1",
        "key chain A\n key 1\n  key-string 7 hunter2x",
        " ip ospf authentication-key 7 hunter2x",
        " ip ospf authentication-key hunter2x",
        " ip ospf message-digest-key 1 md5 7 hunter2x",
        "ntp authentication-key 1 md5 hunter2x 7",
        "snmp-server user a G v3 auth sha hunter2x priv aes 128 hunter2x",
        "snmp-server user a G v3 encrypted auth md5 hunter2x priv des hunter2x",
        " ppp chap password 0 hunter2x",
        " ppp pap sent-username a password 7 hunter2x",
        "    set psksecret hunter2x",
        "    set psksecret ENC hunter2x",
        " pre-shared-key local hunter2x",
        "wpa-psk ascii 0 hunter2x",
        // What logs say of it.
        "2026-11-24 09:00:00 INFO Password is hunter2x",
        "the new password is 'hunter2x'",
        "login as a using password hunter2x",
    ];
    let mut left = Vec::new();
    for line in lines {
        let text = masked(line);
        let gone = !text.contains(PLANTED) && text.contains("«masked:");
        if !gone || masked(&text) != text {
            left.push(format!("{line:?} became {text:?}"));
        }
    }
    assert!(
        left.is_empty(),
        "{} of {}:\n{}",
        left.len(),
        lines.len(),
        left.join("\n")
    );
}

#[test]
fn what_only_looks_like_one_of_these_stays() {
    let lines = [
        "Password is required.",
        "the password is not correct",
        "using password authentication",
        "Access denied for user 'a'@'%' (using password)",
        "set password-policy strict",
        "key chain A\n key 1\n",
        "password => {\n  length => 8\n}",
        "neighbor 10.0.0.1 remote-as 65000",
        "radius server A\n address ipv4 10.0.0.1\n",
        "snmp-server location room 7",
        "sshpass -f /etc/file ssh a@b",
        "https://a.example/?sigma=7",
        r#"{\"host\":\"y\",\"port\":\"1\"}"#,
        "identified by its number",
        "host=a\rport=1\r",
        "password:\r\nhost: shop.example\r\n",
    ];
    for line in lines {
        assert_eq!(masked(line), line);
    }
}

#[test]
fn what_stands_beside_a_secret_in_these_shapes_stays() {
    let cases = [
        (
            r#"{"body":"{\"user\":\"a\",\"password\":\"hunter2x\",\"host\":\"y\"}"}"#,
            r#"{"body":"{\"user\":\"a\",\"password\":\"«masked:password»\",\"host\":\"y\"}"}"#,
        ),
        (
            "host=a\rpassword=hunter2x\rport=1\r",
            "host=a\rpassword=«masked:password»\rport=1\r",
        ),
        (
            "db_password = <<EOT\nhunter2x\nEOT\nhost = \"y\"",
            "db_password = <<EOT\n«masked:password»\nEOT\nhost = \"y\"",
        ),
        (
            "snmp-server user a G v3 auth sha hunter2x priv aes 128 hunter2x",
            "snmp-server user a G v3 auth sha «masked:password» priv aes 128 «masked:password»",
        ),
        (
            "https://a.example/?sv=1&sig=hunter2x&se=2",
            "https://a.example/?sv=1&sig=«masked:token»&se=2",
        ),
        (
            "<setting name=\"DbPassword\">\n  <value>hunter2x</value>\n</setting>",
            "<setting name=\"DbPassword\">\n  <value>«masked:password»</value>\n</setting>",
        ),
    ];
    for (line, wanted) in cases {
        assert_eq!(masked(line), wanted);
    }
}
