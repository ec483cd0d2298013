//! Stage 3: JSON's words into Rust's. All names are final when it ends; it makes no tokens.

pub mod alike;
mod allowed;
mod asked;
mod body_cursor;
pub mod casing;
pub mod choices;
mod chunks;
mod client_parameters;
mod constraints;
mod credentials;
pub(crate) mod docs;
pub(crate) mod folding;
pub mod formats;
mod homes;
pub mod hooks;
pub(crate) mod html;
mod ids;
mod indented;
pub mod kept;
mod listed;
mod lower_answers;
mod lower_bodies;
mod lower_enums;
mod lower_failures;
mod lower_forms;
mod lower_headers;
mod lower_hooks;
mod lower_operations;
mod lower_parameters;
mod lower_types;
mod lower_unions;
mod media;
pub mod names;
pub mod operations;
mod page_names;
mod page_words;
mod paged;
pub mod pagination;
mod paging;
mod paths;
pub mod pins;
mod plain;
mod prose;
mod quotes;
mod record;
mod recursion;
mod references;
mod represented;
mod select;
mod sent;
mod servers;
mod services;
mod taking;
pub mod types;
mod unions;
mod variants;
mod wish;
mod wording;
mod words;

pub use client_parameters::ClientParameter;
pub use credentials::{Certificate, Credential, Grant};
pub use hooks::{Hook, HookPayload, Hooks};
pub use operations::{
    Alternative, Answer, Argument, EventData, Failures, FormEncoding, Headers, Inherited, Operation, Outcome, Output,
    Payload, Raw, View, Wiring,
};
pub use paging::{Elements, Paging, Source, Step, Strategy};
pub use record::{Fault, Record};
pub use select::Selector;
pub use servers::{Server, Servers, Variable};
pub use services::Service;
pub use types::{
    Arm, Calendar, Def, DefId, DefKind, Field, Kind, Metadata, Number, Presence, Scalar, Sdk, Sent, Taking, Type,
    Union, Variant, Way, Words,
};

use crate::Options;
use crate::diag::Diagnostics;
use crate::spec::{self, Api};

/// The passes, in order.
pub fn model(api: &Api, options: &Options, diagnostics: &mut Diagnostics) -> Sdk {
    let api = &*ids::settle(api, options.record.as_ref());
    let selected = (!options.only.is_empty()).then(|| select::select(api, &options.only, diagnostics));
    let api = selected.as_ref().unwrap_or(api);
    let mut sdk = Sdk {
        name: options.name.clone(),
        version: options.version.clone(),
        metadata: options.metadata.clone(),
        extra: options.extra,
        title: api.title.clone(),
        api_version: api.version.clone(),
        description: api.description.clone(),
        base_url: api.servers.first().map(spec::Server::base_url).unwrap_or_default(),
        ..Sdk::default()
    };
    let mut pins = pins::read(api, &options.schemas, diagnostics);
    client_parameters::unite(api, &options.client_parameters, &mut pins.shared);
    let mut types = lower_types::Lowering::new(api, pins, options, diagnostics);
    types.ledger.ids(api.operations.iter());
    servers::lower(api, &mut sdk, &mut types.ledger);
    credentials::lower(api, &mut sdk, &mut types);
    lower_operations::services(api, &mut sdk, &mut types);
    client_parameters::lift(&mut sdk, &options.client_parameters, &mut types);
    if options.webhooks {
        lower_hooks::lower(api, &mut sdk, &mut types);
    }
    kept::lower(&options.models, &mut types);
    (sdk.defs, sdk.names) = types.finish();
    sdk.error = lower_operations::shared_error(&sdk);
    unions::decide(&mut sdk.defs);
    recursion::mark(&mut sdk.defs);
    let errors = api.operations.iter().flat_map(|o| &o.responses).filter(|r| spec::is_error(&r.status));
    sdk.problems = errors.flat_map(|r| &r.content).any(|c| c.essence() == "application/problem+json");
    pagination::find(api, &mut sdk, &options.pagination, diagnostics);
    chunks::find(api, &mut sdk, diagnostics);
    lower_hooks::tags(&mut sdk);
    sent::mark(&mut sdk);
    let old = |def: &Def| def.deprecated || def.kind.fields().into_iter().flatten().any(|f| f.deprecated);
    let operations = sdk.services.iter().flat_map(|s| &s.operations);
    let calls = sdk.hooks().any(|h| h.deprecated);
    sdk.deprecated = calls
        || operations.clone().any(|o| o.deprecated || o.arguments.iter().any(|a| a.deprecated && !a.required))
        || operations.filter_map(|o| o.headers.as_ref()).flat_map(|h| &h.fields).any(|f| f.deprecated)
        || sdk.defs.iter().any(old);
    sdk
}
