//! Names of parameters and of parts of answers that speak of pages: without case and separators, those that tell most first.

/// For the first element.
pub const OFFSETS: [&str; 9] =
    ["offset", "skip", "skipcount", "startat", "startindex", "start", "from", "pageoffset", "firstresult"];
/// For the number of a page.
pub const PAGES: [&str; 7] = ["page", "pagenumber", "pageno", "pageindex", "pagenum", "currentpage", "p"];
/// For the length of a page.
pub const LIMITS: [&str; 16] = [
    "limit",
    "pagesize",
    "perpage",
    "maxresults",
    "size",
    "count",
    "top",
    "take",
    "max",
    "rows",
    "pagelimit",
    "itemsperpage",
    "resultsperpage",
    "maxitems",
    "pagecount",
    "first",
];
/// For what the page before has.
pub const CURSORS: [&str; 23] = [
    "cursor",
    "nextcursor",
    "pagecursor",
    "startcursor",
    "aftercursor",
    "pagetoken",
    "nextpagetoken",
    "nexttoken",
    "continuationtoken",
    "continuation",
    "paginationtoken",
    "skiptoken",
    "pageafter",
    "after",
    "startingafter",
    "marker",
    "pagemarker",
    "scrollid",
    "startkey",
    "exclusivestartkey",
    "nextpage",
    "pagekey",
    "continue",
];
/// What a page has for the next; those that name no `next` may repeat what was asked, so that they come last.
pub const NEXT: [&str; 22] = [
    "nextcursor",
    "nextpagetoken",
    "nexttoken",
    "nextpagecursor",
    "nextcontinuationtoken",
    "nextmarker",
    "nextpaginationtoken",
    "nextkey",
    "nextpage",
    "cursornext",
    "nextafter",
    "next",
    "continuationtoken",
    "paginationtoken",
    "lastevaluatedkey",
    "endcursor",
    "aftercursor",
    "after",
    "cursor",
    "marker",
    "scrollid",
    "continue",
];
/// What says whether more follows.
pub const MORE: [&str; 9] = [
    "hasmore",
    "hasmoreitems",
    "hasnextpage",
    "hasnext",
    "istruncated",
    "more",
    "hasmorepages",
    "moreavailable",
    "moreitemsincollection",
];
/// What says how many elements there are.
pub const TOTALS: [&str; 10] = [
    "sum",
    "total",
    "totalcount",
    "count",
    "totalresults",
    "totalitems",
    "totalsize",
    "totalrecords",
    "totalelements",
    "totalentries",
];
/// Links to the next page; those that do not end as a link does are ones only where they are called or shown so.
pub const LINKS: [&str; 9] = [
    "odatanextlink",
    "nextlink",
    "nextpagelink",
    "nexturl",
    "nextpageurl",
    "nexturi",
    "nextpageuri",
    "next",
    "nextpage",
];
/// How the name of a link ends.
pub const LINK_ENDS: [&str; 3] = ["link", "url", "uri"];

/// What is sent, and what a page has for it: cursors, `page` and `next_page`, `offset` and `next_offset`.
pub const SENT_BACK: [(&[&str], &[&str]); 3] = [
    (&CURSORS, &NEXT),
    (&["page", "pagenumber"], &["nextpage", "nextpagenumber"]),
    (&["offset", "start", "startat"], &["nextoffset", "nextstart"]),
];
/// What a search is called that may be sent by `POST`.
pub const SEARCHES: [&str; 5] = ["search", "query", "list", "find", "filter"];
