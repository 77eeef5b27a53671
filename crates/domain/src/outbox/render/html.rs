//! Just enough HTML for a mail: everything that is said is escaped, nothing is loaded.

use super::draft::Part;

const BODY: &str =
    "margin:0;padding:24px;font-family:Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5;color:#1f2933";
const PROOF: &str =
    "margin:24px 0;font-family:Consolas,Menlo,monospace;font-size:22px;font-weight:bold;word-break:break-all";
const FOOT: &str = "margin-top:32px;font-size:13px;color:#52606d";

/// A whole page: the parts, and the foot smaller below them.
pub(super) fn page(title: &str, parts: &[Part], foot: &str) -> String {
    let body: String = parts.iter().map(part).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{}</title></head>\n\
         <body style=\"{BODY}\">\n{body}<p style=\"{FOOT}\">{}</p>\n</body>\n</html>\n",
        escape(title),
        escape(foot)
    )
}

fn part(part: &Part) -> String {
    match part {
        Part::Words(words) => format!("<p>{}</p>\n", escape(words)),
        Part::Proof(proof) => format!("<p style=\"{PROOF}\">{}</p>\n", escape(proof)),
        Part::Link(address) => {
            let address = escape(address);
            format!("<p><a href=\"{address}\">{address}</a></p>\n")
        }
    }
}

/// Fit for an element's content and for a value between quotation marks.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_said_is_markup() {
        assert_eq!(
            escape(r#"<a href="x" title='y'>&</a>"#),
            "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&lt;/a&gt;"
        );
    }
}
