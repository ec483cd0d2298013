//! Pages of which the configuration or an extension speaks: it counts before a guess, and what does not fit is named.

use std::process::Command;

const SPEC: &str = "\
openapi: 3.0.3
info: {title: Toys, version: '1'}
paths:
  /toys:
    get:
      operationId: toysList
      parameters:
        - {name: page, in: query, schema: {type: integer}}
        - {name: size, in: query, schema: {type: integer}}
        - {name: mark, in: query, schema: {type: string}}
      responses: {'200': {description: Toys., content: {application/json: {schema: {$ref: '#/components/schemas/Page'}}}}}
  /boxes:
    get:
      operationId: boxesList
      parameters:
        - {name: offset, in: query, schema: {type: integer}}
        - {name: page_token, in: query, schema: {type: string}}
EXTENSION
      responses: {'200': {description: Boxes., content: {application/json: {schema: {$ref: '#/components/schemas/Page'}}}}}
components:
  schemas:
    Search: {type: object, properties: {word: {type: string}, at: {type: string}, size: {type: integer}, page: {type: object, properties: {mark: {type: string}}}}}
    Toy: {type: object, required: [id], properties: {id: {type: string}, size: {type: integer}, 'note.to': {type: string}}}
    Page:
      type: object
      required: [items, deep]
      properties:
        items: {type: array, items: {$ref: '#/components/schemas/Toy'}}
        others: {type: array, items: {type: string}}
        next_page: {type: string}
        deep: {type: object, required: [all, 'odd.name'], properties: {all: {type: integer}, end: {type: boolean}, 'odd.name': {type: string}}}
";

/// Generates with an extension of `boxesList` and these lines of `pagination`: the exit code, what must be in the code
/// (without spaces and ends of lines) and in what is said, and what must not be in either.
fn check(extension: &str, lines: &str, exit: i32, code: &[&str], words: &[&str], absent: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let extension = if extension.is_empty() { String::new() } else { format!("      {extension}") };
    std::fs::write(folder.join("api.yaml"), SPEC.replace("EXTENSION", &extension)).expect("a file");
    let config = format!("[sdk.toys]\nspec = 'api.yaml'\nout = 'toys'\n\n[sdk.toys.pagination]\n{lines}\n");
    std::fs::write(folder.join("sdkwright.toml"), config).expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_sdkwright"));
    let output = command.arg("generate").current_dir(folder).output().expect("the command starts");
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert_eq!(output.status.code(), Some(exit), "{said}");
    let text = std::fs::read_to_string(folder.join("toys/src/api/operations.rs")).unwrap_or_default();
    let text: String = text.split_whitespace().collect();
    for part in code {
        assert!(text.contains(&part.replace(' ', "")), "`{part}` is not in:\n{text}");
    }
    for word in words {
        assert!(said.contains(word), "`{word}` is not in:\n{said}");
    }
    for word in absent {
        assert!(!text.contains(word) && !said.contains(word), "`{word}` is in:\n{said}{text}");
    }
}

#[test]
fn the_configuration_decides() {
    let guess = r#"cursor(runtime::Parameter::query("page_token"), |page| page.next_page.clone()"#;
    check("", "", 0, &[guess], &[], &["N0702", r#"page(runtime::Parameter::query("page"),"#]);
    check("", "boxesList = 'off'", 0, &[], &[], &["constPAGES", "N0702"]);
    check("", "'*' = 'off'", 0, &[], &[], &["constPAGES", "N0702"]);
    // What is not named is looked for.
    check(
        "",
        "toysList = { first = 0 }",
        0,
        &[r#"page(runtime::Parameter::query("page"), 0,"#, r#".limit(runtime::Parameter::query("size"))"#, guess],
        &[],
        &[],
    );
    let told = "toysList = { style = 'offset', parameter = 'page', limit = 'size', items = 'others', total = 'deep.all', more = 'deep.end', first = 1 }\n'*' = 'off'";
    let code = [
        r#"offset(runtime::Parameter::query("page"), 1,"#,
        "page.others.as_ref()",
        "page.deep.all",
        "page.deep.end",
        "Items<models::Page, String>",
    ];
    check("", told, 0, &code, &[], &["N0702", "cursor(&BOXES"]);
    let cursor = "toysList = { style = 'cursor', parameter = 'mark', next = 'deep.odd.name' }";
    check(
        "",
        cursor,
        0,
        &[r#"cursor(runtime::Parameter::query("mark"), |page| Some(page.deep.odd_name.clone())"#],
        &[],
        &[],
    );
    check(
        "",
        "toysList = { style = 'link', next = 'next_page' }",
        0,
        &["link(|page| page.next_page.clone()"],
        &[],
        &[],
    );
    check(
        "",
        "toysList = { style = 'last-id', parameter = 'mark' }",
        0,
        &[r#"ids(runtime::Parameter::query("mark"), |page, at| page.items.get(at).map(|it| it.id.clone())"#],
        &[],
        &[],
    );
    let optional = "toysList = { style = 'last-id', parameter = 'mark', next = 'note.to' }";
    check("", optional, 0, &["|page, at| page.items.get(at).and_then(|it| it.note_to.clone())"], &[], &[]);
    let header = "toysList = { style = 'cursor-header', parameter = 'mark', next = 'X-Mark' }";
    check("", header, 0, &[r#"cursor_header(runtime::Parameter::query("mark"), "X-Mark","#], &[], &[]);
    check("", "toysList = { style = 'link-header' }", 0, &["::link_header("], &[], &[]);
}

#[test]
fn what_has_no_effect_is_named() {
    check("", "toyList = 'off'", 0, &[], &["note[N0702]", "`toyList`", "no such operation"], &[]);
    check("", "toysList = 'off'", 0, &[], &["note[N0702]", "`toysList` is \"off\""], &[]);
}

#[test]
fn what_does_not_fit_is_refused() {
    let wrong = |entry: &str, why: &str| check("", entry, 2, &[], &["error[E0701]", why], &[]);
    wrong("toysList = 'on'", "expected \"off\" or a table");
    wrong("toysList = { style = 'pages' }", "unknown word `pages`; did you mean `page`?");
    wrong("toysList = { size = 'page' }", "unknown key `size`");
    wrong("toysList = {}", "sdkwright.toml:6:12");
    wrong("toysList = { next = 'next_page' }", "with a `style` only");
    wrong("toysList = { style = 'page', next = 'next_page' }", "`next` is for the styles");
    wrong("toysList = { style = 'cursor', first = 1 }", "`first` is for the styles");
    wrong("toysList = { style = 'link', parameter = 'mark' }", "a link needs no `parameter`");
    wrong("'*' = { first = 1 }", "`*` can only be \"off\"");
    wrong("toysList = { items = 'deep.toys' }", "`toysList` does not fit: the answer has no `deep.toys`");
    wrong("toysList = { items = 'deep' }", "`deep` is no list");
    wrong("toysList = { items = '' }", "the answer is no list");
    wrong("toysList = { style = 'page', parameter = 'pages' }", "the query has no parameter `pages`");
    wrong("toysList = { style = 'page', parameter = 'mark' }", "the parameter `mark` has another type");
    wrong("toysList = { style = 'page', total = 'next_page' }", "`next_page` is no number");
    wrong("toysList = { style = 'last-id', parameter = 'mark', next = 'size' }", "`size` of an element is no text");
    wrong("boxesList = { style = 'cursor-header' }", "no documented header is for the next page");
    wrong("boxesList = { style = 'cursor-header', next = 'a b' }", "`a b` is no name of a header");
    wrong("boxesList = { first = 1 }", "`first` is for pages by offset or number");
}

#[test]
fn extensions_count_before_guesses() {
    let hint = |extension: &str, code: &str| check(extension, "", 0, &[code], &[], &["N0502"]);
    let guess = r#"cursor(runtime::Parameter::query("page_token"), |page| page.next_page.clone()"#;
    hint("x-dropshot-pagination: {required: []}", guess);
    hint("x-dropshot-pagination: true", guess);
    hint(
        "x-ms-pageable: {nextLinkName: deep.odd.name, itemName: items}",
        "link(|page| Some(page.deep.odd_name.clone())",
    );
    hint(
        "x-pagination: {pageOffsetParam: offset, resultsPath: items}",
        r#"offset(runtime::Parameter::query("offset"), 0,"#,
    );
    hint(
        "x-pagination: {pageParam: offset, resultsPath: items, pageStart: 1}",
        r#"page(runtime::Parameter::query("offset"), 1,"#,
    );
    let speaks = |rest: &str| format!("x-speakeasy-pagination: {{{rest}}}");
    let offset =
        "type: offsetLimit, inputs: [{name: offset, in: parameters, type: offset}], outputs: {results: $.items}";
    hint(&speaks(offset), r#"offset(runtime::Parameter::query("offset"), 0,"#);
    let url = "type: url, outputs: {nextUrl: $.next_page}";
    hint(&speaks(url), "link(|page| page.next_page.clone()");
    let cursor =
        "type: cursor, inputs: [{name: page_token, in: parameters, type: cursor}], outputs: {nextCursor: $.deep.end}";
    check(&speaks(cursor), "", 0, &[guess], &["note[N0502]", "`deep.end` has another type", "api.yaml"], &[]);
    let body = "\n      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Search'}}}}";
    let cursor = "cursorParam: body.page.mark, limitParam: body.size, cursorPath: next_page, resultsPath: items";
    hint(
        &format!("x-pagination: {{{cursor}}}{body}"),
        r#"body_cursor(&["page", "mark"], |page| page.next_page.clone()"#,
    );
    let cursor =
        "type: cursor, inputs: [{name: at, in: requestBody, type: cursor}, {name: size, in: requestBody, type: limit}]";
    hint(&(speaks(cursor) + body), r#"body_cursor(&["at"], |page| page.next_page.clone()"#);
    let told = "boxesList = { style = 'cursor', parameter = 'body.at' }";
    check(body.trim(), told, 0, &[r#"body_cursor(&["at"], |page| page.next_page.clone()"#], &[], &["N0502"]);
    // Without a name for the link there is one page.
    check("x-ms-pageable: {nextLinkName: null}", "", 0, &[], &[], &["constPAGES", "N0502"]);
    let told = "boxesList = { style = 'offset' }";
    check(
        "x-ms-pageable: {nextLinkName: next_page}",
        told,
        0,
        &[r#"offset(runtime::Parameter::query("offset"), 0,"#],
        &[],
        &["N0502"],
    );
}

#[test]
fn extensions_that_are_not_understood_are_named() {
    let guess = r#"cursor(runtime::Parameter::query("page_token"), |page| page.next_page.clone()"#;
    let odd = |extension: &str, why: &str| check(extension, "", 0, &[guess], &["note[N0502]", why], &[]);
    odd("x-ms-pageable: {nextLinkName: next_page, operationName: boxesNext}", "`operationName` is not understood");
    odd("x-ms-pageable: {nextLinkName: next_page}", "the answer has no `value`");
    odd("x-pagination: {limitParam: body.limit, cursorParam: page_token}", "`body.limit` is in the body");
    odd("x-pagination: {cursorParam: body.page_token, resultsPath: items}", "the body has no member `page_token`");
    odd("x-pagination: true", "it is no object");
    odd("x-pagination: {kind: x}", "`kind` is not understood");
    odd("x-speakeasy-pagination: {type: cursor}", "the type `cursor` does not go with its inputs");
    odd("x-speakeasy-pagination: {type: url, outputs: {nextUrl: '$.items[0].id'}}", "is more than names");
}
