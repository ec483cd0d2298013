//! Uses of what surrounds the calls: credentials, servers, the shared error, webhooks and callbacks, and what of the runtime they need.

use sdkwright::diff::{Item, What};
use sdkwright::model::{HookPayload, Hooks};
use sdkwright::spec::SchemePlace;

use super::probes::Probes;

impl Probes<'_> {
    pub fn surround(&mut self) {
        self.credentials();
        self.servers();
        if let Some(ty) = &self.sdk.error {
            let code = format!("let _: Option<{}> = any::<sdk::ApiError>().body();", self.spelled(ty));
            self.add(Item::new(What::Failure, "ApiError.body"), &[ty], code);
        }
        if self.sdk.problems {
            let code = "let _: Option<sdk::Problem> = any::<sdk::ApiError>().problem();".to_owned();
            self.add(Item::new(What::Failure, "ApiError.problem"), &[], code);
        }
        for (_, name) in sdkwright::emit::runtime_exports(self.sdk) {
            let item = Item::new(What::Runtime, format!("runtime::{name}"));
            self.add(item, &[], format!("{{ use sdk::runtime::{name} as _; }}"));
        }
        let sdk = self.sdk;
        sdk.webhooks.iter().chain(&sdk.callbacks).for_each(|hooks| self.hooks(hooks));
    }

    fn credentials(&mut self) {
        for credential in &self.sdk.credentials {
            let item = |setter: &str| Item::new(What::Credential, format!("ClientBuilder.{setter}"));
            let call = |setter: &str, given: &str| {
                format!("let _: sdk::ClientBuilder = any::<sdk::ClientBuilder>().{setter}({given});")
            };
            let own = match credential.place {
                SchemePlace::Basic => call(&credential.setter, "\"a\", \"b\""),
                _ => {
                    let second = credential.second.iter().map(|prefix| call(prefix, "any::<&str>()"));
                    second.fold(call(&credential.setter, "any::<sdk::Credential>()"), |own, second| own + " " + &second)
                }
            };
            let owner = item(&credential.setter);
            self.add(owner.clone(), &[], own);
            if let Some(grant) = &credential.grant {
                self.add(item(&grant.setter), &[], call(&grant.setter, "any::<sdk::Grant>()")).with([owner]);
            }
        }
    }

    fn servers(&mut self) {
        let servers = &self.sdk.servers;
        if servers.choices == 0 {
            return;
        }
        for server in servers.list.iter().take(servers.choices) {
            let item = Item::new(What::Server, format!("Server::{}", server.name));
            self.add(item, &[], format!("let _ = any::<sdk::ClientBuilder>().server(sdk::Server::{}());", server.name));
        }
        for variable in &servers.variables {
            let item = Item::new(What::Server, format!("Server.{}", variable.setter));
            let given = variable.ty.as_ref().map_or("String".to_owned(), |ty| format!("sdk::servers::{ty}"));
            let code = format!("let _: sdk::Server = any::<sdk::Server>().{}(any::<{given}>());", variable.setter);
            self.add(item.clone(), &[], code);
            for (_, name) in variable.ty.iter().flat_map(|_| &variable.values) {
                let ty = variable.ty.as_deref().unwrap_or_default();
                let of = Item::new(What::Variant, format!("{ty}::{name}"));
                self.add(of, &[], format!("let _ = {given}::{name};")).with([item.clone()]);
            }
        }
    }

    fn hooks(&mut self, hooks: &Hooks) {
        let module = hooks.owner.as_ref().map_or("webhooks".to_owned(), |o| format!("callbacks::{}", o.module));
        let (whole, name) = (Item::new(What::Hook, module.clone()), format!("sdk::{module}::{}", hooks.name()));
        if hooks.tag.is_some() {
            let item = Item::new(What::Hook, format!("{module}::{}::from_body", hooks.name()));
            let code = format!("let _: Result<{name}, sdk::DecodeError> = {name}::from_body(any());");
            self.add(item, &[], code).with([whole.clone()]);
        }
        for hook in &hooks.hooks {
            let ty = match &hook.payload {
                HookPayload::Json(ty) => self.spelled(ty),
                HookPayload::Text => "String".to_owned(),
                HookPayload::Bytes => "bytes::Bytes".to_owned(),
            };
            let mut code = format!(
                "match any::<{name}>() {{ {name}::{}(value) => {{ let _: {ty} = value; }} _ => {{}} }}",
                hook.variant
            );
            if hook.payload.json().is_some() {
                code.push_str(&format!(
                    " let _: Result<{ty}, sdk::DecodeError> = sdk::{module}::{}(any());",
                    hook.function
                ));
            }
            let item = Item::new(What::Hook, format!("{module}::{}::{}", hooks.name(), hook.variant));
            let types: Vec<_> = hook.payload.json().into_iter().collect();
            self.add(item, &types, code).with([whole.clone()]);
        }
    }
}
