//! The bridge that the loader crosses: an element in, a running widget out.

use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, ShadowRoot};
use yew::{AppHandle, Renderer};

use crate::comments::{self, Comments};
use crate::host::{self, Host};
use crate::navigation::{self, Navigation};
use crate::rating::{self, Rating};

/// A widget at work in an element of the page.
#[wasm_bindgen]
pub struct Mounted {
    host: Host,
    widget: Widget,
}

enum Widget {
    Comments(AppHandle<Comments>),
    Navigation(AppHandle<Navigation>),
    Rating(AppHandle<Rating>),
}

/// Puts the widget that `element` names into `root`, its shadow root.
///
/// `bundle` is the URL that the bundle came from; its origin is the endpoint of
/// an element that names none.
///
/// # Errors
/// When the element's name is none of ours.
#[wasm_bindgen]
pub fn mount(element: HtmlElement, root: ShadowRoot, bundle: &str) -> Result<Mounted, JsError> {
    let name = element.local_name();
    let host = Host::new(element, bundle);
    host.check_loading();
    let widget = match name.as_str() {
        rating::ELEMENT => {
            let container = host::open(&root, rating::STYLE);
            let properties = rating::Properties::read(&host);
            Widget::Rating(Renderer::with_root_and_props(container, properties).render())
        }
        comments::ELEMENT => {
            let container = host::open(&root, comments::STYLE);
            let properties = comments::Properties::read(&host);
            Widget::Comments(Renderer::with_root_and_props(container, properties).render())
        }
        navigation::ELEMENT => {
            let container = host::open(&root, navigation::STYLE);
            let properties = navigation::Properties::read(&host);
            Widget::Navigation(Renderer::with_root_and_props(container, properties).render())
        }
        _ => return Err(JsError::new("no widget has this element's name")),
    };
    Ok(Mounted { host, widget })
}

#[wasm_bindgen]
impl Mounted {
    /// Reads the element's attributes again and shows what they say now.
    pub fn update(&mut self) {
        match &mut self.widget {
            Widget::Comments(handle) => handle.update(comments::Properties::read(&self.host)),
            Widget::Navigation(handle) => handle.update(navigation::Properties::read(&self.host)),
            Widget::Rating(handle) => handle.update(rating::Properties::read(&self.host)),
        }
    }

    /// Takes the widget out of the page, with all its listeners.
    pub fn unmount(self) {
        match self.widget {
            Widget::Comments(handle) => handle.destroy(),
            Widget::Navigation(handle) => handle.destroy(),
            Widget::Rating(handle) => handle.destroy(),
        }
    }
}
