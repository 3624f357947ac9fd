//! The one spelling of an article's key, so that every address of a page names one
//! article. The cases are in `model/articles.json`.

/// Functions that need Unicode's tables, which browser and server have already.
#[derive(Clone, Copy, Debug)]
pub struct Unicode {
    /// A text in Normalization Form C.
    pub composed: fn(&str) -> String,
    /// The host, and the port unless it is that of HTTPS, of what stands between
    /// `https://` and the path, as the URL Standard writes them: in lower case and
    /// Punycode; none if it is no host.
    pub host: fn(&str) -> Option<String>,
}

/// Names of parameters that tell where a reader comes from, and not what to show. Those
/// that blogs give a meaning of their own, such as `ref`, are not among them.
const TRACKING: [&str; 24] = [
    "__hssc",
    "__hstc",
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "dclid",
    "fbclid",
    "gad_source",
    "gbraid",
    "gclid",
    "igsh",
    "igshid",
    "li_fat_id",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "msclkid",
    "srsltid",
    "ttclid",
    "twclid",
    "wbraid",
    "yclid",
    "ysclid",
];
/// Prefixes of further tracking parameters.
const TRACKING_STARTS: [&str; 2] = ["utm_", "mtm_"];

/// Endings of a path that stand for the folder itself.
const FOLDER_ENDS: [&str; 4] = ["/", "/index.html", "/index.htm", "/index.php"];

/// Browsers read a backslash in a path as a slash.
const SLASHES: &[u8] = b"/\\";

/// Characters that mean something else when they are not escaped.
const ESCAPED: &[u8] = b"/?#%&=+\\";

/// The one spelling of a key. Of a URL of `http` or `https`, all of these are one: both
/// schemes, with `www.` and without, whatever is escaped without need, a slash or
/// `index.html` at the end of the path, and what tells where the reader comes from. A
/// fragment names no article unless it is a route (`#/…`, `#!…`). Any other key is only
/// trimmed and composed.
///
/// The normalised key normalised is the same again.
pub fn normalised(key: &str, unicode: &Unicode) -> String {
    let key = key.trim();
    let Some(url) = after_start(key, "https://").or_else(|| after_start(key, "http://")) else {
        return (unicode.composed)(key);
    };
    let (url, fragment) = cut(url, b"#");
    let (url, query) = cut(url, b"?");
    let (authority, path) = cut(url, SLASHES);
    let mut key = "https://".to_owned();
    push_host(&mut key, authority, unicode);
    push_path(&mut key, path, unicode);
    push_query(&mut key, query, unicode);
    push_route(&mut key, fragment, unicode);
    key
}

/// The URL without the parameters that tell where a reader comes from, and otherwise as
/// it is written.
pub fn without_tracking(url: &str) -> String {
    let (page, fragment) = cut(url, b"#");
    let (page, mut query) = cut(page, b"?");
    let mut kept = page.to_owned();
    let mut separator = "?";
    while let Some(rest) = query {
        let (parameter, more) = cut(rest, b"&");
        if !is_tracking(parameter) {
            kept.push_str(separator);
            kept.push_str(parameter);
            separator = "&";
        }
        query = more;
    }
    if let Some(fragment) = fragment {
        kept.push('#');
        kept.push_str(fragment);
    }
    kept
}

/// Splits a text at the first of these ASCII characters. Less code than the standard
/// library has for it.
fn cut<'a>(text: &'a str, ends: &[u8]) -> (&'a str, Option<&'a str>) {
    match text.bytes().position(|byte| ends.contains(&byte)) {
        Some(end) => (text.get(..end).unwrap_or_default(), text.get(end + 1..)),
        None => (text, None),
    }
}

/// The rest of a text that begins with `start`, in any case.
fn after_start<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    let found = text.get(..start.len())?;
    let rest = text.get(start.len()..);
    rest.filter(|_| found.eq_ignore_ascii_case(start))
}

/// The host and the port, without what makes no other article.
fn push_host(key: &mut String, authority: &str, unicode: &Unicode) {
    let Some(host) = (unicode.host)(authority) else {
        key.push_str(&authority.to_ascii_lowercase());
        return;
    };
    // The ports of both schemes, since the schemes are one.
    let without_port = host.strip_suffix(":80").or(host.strip_suffix(":443"));
    let mut host = without_port.unwrap_or(&host);
    while let Some(rest) = host.strip_prefix("www.")
        && cut(rest, b".").1.is_some()
    {
        host = rest;
    }
    key.push_str(host);
}

fn push_path(key: &mut String, mut path: Option<&str>, unicode: &Unicode) {
    let start = key.len();
    while let Some(rest) = path {
        let (segment, more) = cut(rest, SLASHES);
        let before = key.len();
        key.push('/');
        push_unescaped(key, segment, unicode);
        match key.get(before..) {
            Some("/.") => key.truncate(before),
            Some("/..") => {
                key.truncate(before);
                while key.len() > start && key.pop() != Some('/') {}
            }
            _ => {}
        }
        path = more;
    }
    while let Some(end) = FOLDER_ENDS.iter().find(|end| key.ends_with(**end))
        && key.len() >= start + end.len()
    {
        key.truncate(key.len() - end.len());
    }
    if key.len() == start {
        key.push('/');
    }
}

fn push_query(key: &mut String, mut query: Option<&str>, unicode: &Unicode) {
    let mut separator = '?';
    while let Some(rest) = query {
        let (parameter, more) = cut(rest, b"&");
        let before = key.len();
        key.push(separator);
        push_unescaped(key, parameter, unicode);
        let parameter = key.get(before + 1..).unwrap_or_default();
        if parameter.is_empty() || is_tracking(parameter) {
            key.truncate(before);
        } else {
            separator = '&';
        }
        query = more;
    }
}

fn push_route(key: &mut String, fragment: Option<&str>, unicode: &Unicode) {
    let start = key.len() + 1;
    key.push('#');
    push_unescaped(key, fragment.unwrap_or_default(), unicode);
    while key.len() > start && key.ends_with('/') {
        key.pop();
    }
    let is_route = matches!(key.as_bytes().get(start), Some(b'/' | b'!'));
    if !is_route || key.len() == start + 1 {
        key.truncate(start - 1);
    }
}

/// True if a parameter of a query, `name=value`, is a tracking parameter.
fn is_tracking(parameter: &str) -> bool {
    let (name, _) = cut(parameter, b"=");
    let is_named = |known: &&str| name.eq_ignore_ascii_case(known);
    let begins = |start: &&str| after_start(name, start).is_some();
    TRACKING.iter().any(is_named) || TRACKING_STARTS.iter().any(begins)
}

/// Adds the text with each character in one spelling: as itself, composed, where that
/// means the same, else escaped.
fn push_unescaped(whole: &mut String, text: &str, unicode: &Unicode) {
    // Characters that are composed together: an escape's last letter is not among them.
    let mut run = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_escape = first == '%';
        let (character, length) = if is_escape {
            escape(rest.as_bytes())
        } else {
            (Ok(first), first.len_utf8())
        };
        rest = rest.get(length..).unwrap_or_default();
        match character {
            Ok(character) if !(is_unseen(character) || is_escape && means_else(character)) => {
                run.push(character);
            }
            _ => {
                push_composed(whole, &mut run, unicode);
                push_escaped(whole, character);
            }
        }
    }
    push_composed(whole, &mut run, unicode);
}

/// The character that is escaped at the start, where there is a `%`, or the byte that is
/// part of none; and how long the escape is.
fn escape(text: &[u8]) -> (Result<char, u8>, usize) {
    let Some(first) = escaped_byte(text, 0) else {
        // A percent sign that nobody escaped.
        return (Err(b'%'), 1);
    };
    // The ones with which a byte begins tell how many bytes the character has.
    let ones = first.leading_ones() as usize;
    let length = ones.max(1);
    let mut code = u32::from(first) & (0x7f >> ones);
    for place in 1..length {
        match escaped_byte(text, place) {
            Some(byte) if byte & 0xc0 == 0x80 => code = code << 6 | u32::from(byte & 0x3f),
            _ => return (Err(first), 3),
        }
    }
    match char::from_u32(code) {
        Some(character) if character.len_utf8() == length && ones != 1 => {
            (Ok(character), 3 * length)
        }
        _ => (Err(first), 3),
    }
}

/// The byte of the escape at this place in a row of them.
fn escaped_byte(text: &[u8], place: usize) -> Option<u8> {
    let [b'%', high, low] = text.get(3 * place..3 * place + 3)? else {
        return None;
    };
    let digit = |byte: u8| (byte as char).to_digit(16);
    Some((digit(*high)? * 16 + digit(*low)?) as u8)
}

fn is_unseen(character: char) -> bool {
    character.is_control() || character.is_whitespace()
}

fn means_else(character: char) -> bool {
    ESCAPED.iter().any(|known| char::from(*known) == character)
}

fn push_composed(whole: &mut String, run: &mut String, unicode: &Unicode) {
    if run.is_ascii() {
        whole.push_str(run);
    } else {
        whole.push_str(&(unicode.composed)(run));
    }
    run.clear();
}

/// Adds the escape of a character, or of a byte that is part of none.
fn push_escaped(whole: &mut String, character: Result<char, u8>) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut bytes = [0; 4];
    let length = match character {
        Ok(character) => character.encode_utf8(&mut bytes).len(),
        Err(byte) => {
            bytes[0] = byte;
            1
        }
    };
    for byte in bytes.iter().take(length) {
        whole.push('%');
        whole.push(DIGITS[usize::from(byte >> 4)].into());
        whole.push(DIGITS[usize::from(byte & 15)].into());
    }
}
