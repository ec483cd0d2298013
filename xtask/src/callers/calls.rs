//! Uses of the operations of a document.

use sdkwright::diff::{Item, What};
use sdkwright::model::{Alternative, Argument, EventData, Operation, Outcome, Output, Service, Type};

use super::probes::Probes;

impl Probes<'_> {
    pub fn calls(&mut self) {
        let sdk = self.sdk;
        for service in &sdk.services {
            let code = match &service.tag {
                Some(_) => format!("let _: sdk::api::{} = any::<sdk::Client>().{};", service.name, service.called()),
                None => format!("use sdk::api::{} as _;", service.module),
            };
            self.add(Item::service(service), &[], code).uses.extend(all_of(service));
            for operation in &service.operations {
                self.operation(service, operation);
            }
        }
    }

    fn operation(&mut self, service: &Service, operation: &Operation) {
        let module = format!("sdk::api::{}", service.module);
        let request = format!("{module}::{}", operation.request);
        let whole = Item::of_operation(What::Operation, service, operation);
        let body = operation.body.as_ref();
        self.starter(service, operation, whole.clone(), &operation.name, body);
        for alternative in operation.alternatives.iter().filter(|a| a.argument.required) {
            let Alternative { method, argument } = alternative;
            let item = Item::part_of_operation(What::Argument, service, operation, method);
            self.starter(service, operation, item, method, Some(argument));
        }
        for argument in operation.taken().filter(|a| !a.required) {
            let given = if argument.fixed.is_none() { self.given(&argument.ty) } else { String::new() };
            let types: &[&Type] = if argument.fixed.is_none() { &[&argument.ty] } else { &[] };
            let item = Item::part_of_operation(What::Argument, service, operation, &argument.name);
            let inferred = if argument.fixed.is_none() { self.inferred(&argument.ty) } else { String::new() };
            let set = |given: &str| format!("let _: {request} = any::<{request}>().{}({given});", argument.name);
            let code = format!("{} {}", set(&given), set(&inferred));
            self.add(item, types, code).with([whole.clone()]);
        }
        self.answers(service, operation, &module, &request);
    }

    /// A method that starts a request.
    fn starter(&mut self, service: &Service, operation: &Operation, item: Item, name: &str, body: Option<&Argument>) {
        let asked: Vec<&Argument> = operation.arguments.iter().chain(body).filter(|a| a.asked()).collect();
        let types: Vec<&Type> = asked.iter().map(|a| &a.ty).collect();
        let owner = if service.tag.is_some() { format!(".{}", service.called()) } else { String::new() };
        let call = |given: Vec<String>| {
            let request = format!("sdk::api::{}::{}", service.module, operation.request);
            format!("let _: {request} = any::<sdk::Client>(){owner}.{name}({});", given.join(", "))
        };
        let code = [
            call(asked.iter().map(|a| self.given(&a.ty)).collect()),
            call(asked.iter().map(|a| self.inferred(&a.ty)).collect()),
        ];
        let code = code.join(" ");
        let around = [Item::of_operation(What::Operation, service, operation), Item::service(service)];
        let parts = format!("{}.{}(", service.called(), operation.name);
        self.add(item, &types, code).with(around).parts = Some((What::Argument, parts));
    }

    fn answers(&mut self, service: &Service, operation: &Operation, module: &str, request: &str) {
        let whole = Item::of_operation(What::Operation, service, operation);
        let answer = Item::of_operation(What::Answer, service, operation);
        let output = &operation.output;
        let code =
            format!("let _: sdk::runtime::SendFuture<{}> = any::<{request}>().send();", self.output(output, module));
        self.add(answer.clone(), &output.types(), code).with([whole.clone()]);
        if let Output::Choice { name, outcomes } = output {
            self.outcomes(&answer, &format!("{module}::{name}"), name, outcomes);
        }
        for view in &operation.views {
            let item = Item::new(What::Answer, format!("{}.{}.{}()", service.called(), operation.name, view.method));
            let ty = self.output(&view.output, module);
            let code = format!("let _: sdk::runtime::Call<{ty}> = any::<{request}>().{}();", view.method);
            self.add(item, &view.output.types(), code).with([whole.clone()]);
        }
        if let Some(failures) = &operation.failures {
            let (item, ty) = (Item::new(What::Failure, failures.name.clone()), format!("{module}::{}", failures.name));
            self.add(item.clone(), &[], format!("let _: {ty} = any::<&sdk::ApiError>().of();")).with([whole.clone()]);
            self.outcomes(&item, &ty, &failures.name, &failures.outcomes);
        }
        if let Some(headers) = &operation.headers {
            let (item, ty) = (Item::new(What::Header, headers.name.clone()), format!("{module}::{}", headers.name));
            self.add(item.clone(), &[], format!("bounds::<{ty}>();")).with([whole.clone()]);
            for field in &headers.fields {
                let of = Item::new(What::Header, format!("{}.{}", headers.name, field.name));
                let code = format!("let _: Option<{}> = any::<{ty}>().{};", self.spelled(&field.ty), field.name);
                self.add(of, &[&field.ty], code).with([item.clone(), whole.clone()]);
            }
        }
        if let (Some(paging), Output::Json(page)) = (&operation.paging, output) {
            let item = Item::of_operation(What::Pages, service, operation);
            let page_ty = self.spelled(page);
            let element = paging.elements.as_ref().map(|elements| &elements.item);
            let items = element.map(|ty| {
                let item_ty = self.spelled(ty);
                format!("let _: sdk::runtime::Items<{page_ty}, {item_ty}> = any::<{request}>().items();")
            });
            let pages = format!("let _: sdk::runtime::Pages<{page_ty}> = any::<{request}>().pages();");
            let types: Vec<&Type> = std::iter::once(page).chain(element).collect();
            let code = [Some(pages), items].into_iter().flatten().collect::<Vec<_>>().join(" ");
            self.add(item, &types, code).with([whole, answer]);
        }
    }

    /// The variants of an enum by status.
    fn outcomes(&mut self, owner: &Item, ty: &str, name: &str, outcomes: &[Outcome]) {
        for outcome in outcomes {
            let item = Item::new(What::Variant, format!("{name}::{}", outcome.variant));
            let (pattern, types) = match &outcome.ty {
                Some(held) => (format!("(value) => {{ let _: {} = value; }}", self.spelled(held)), vec![held]),
                None if outcome.raw.is_some() => ("(_) => {}".to_owned(), Vec::new()),
                None => (" => {}".to_owned(), Vec::new()),
            };
            let code = format!("match any::<{ty}>() {{ {ty}::{}{pattern} _ => {{}} }}", outcome.variant);
            self.add(item, &types, code).with([owner.clone()]);
        }
    }

    /// The type of a call's value.
    fn output(&self, output: &Output, module: &str) -> String {
        match output {
            Output::Empty => "()".to_owned(),
            Output::Json(ty) => self.spelled(ty),
            Output::Optional(ty) => format!("Option<{}>", self.spelled(ty)),
            Output::Choice { name, .. } => format!("{module}::{name}"),
            Output::Text | Output::Redirect => "String".to_owned(),
            Output::Bytes => "bytes::Bytes".to_owned(),
            Output::Stream => "sdk::runtime::ByteStream".to_owned(),
            Output::Events(EventData::Text) => "sdk::runtime::EventStream<String>".to_owned(),
            Output::Events(EventData::Json(ty) | EventData::Whole(ty)) => {
                format!("sdk::runtime::EventStream<{}>", self.spelled(ty))
            }
            Output::Lines(ty) => format!("sdk::runtime::JsonLines<{}>", self.spelled(ty)),
        }
    }
}

/// Without a tag, the module is there as long as one of the operations is.
fn all_of(service: &Service) -> Vec<Item> {
    let of = |operation| Item::of_operation(What::Operation, service, operation);
    if service.tag.is_some() { Vec::new() } else { service.operations.iter().map(of).collect() }
}
