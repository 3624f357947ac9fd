//! The bridge that the loader crosses: an element in, a running widget out.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement, ShadowRoot};
use yew::functional::Hook;
use yew::prelude::*;
use yew::{AppHandle, Renderer};

use crate::backend;
use crate::browser::text::digits;
use crate::element::{self, ElementInternals, Host, PageWatch};
use crate::{comments, navigation, rating};
use lean_yew::component::{Component, HostComponent, Render};

thread_local! {
    /// The places that are free. Yew never lets go of the listeners of a place,
    /// nor of its container, so that each is used again.
    static FREE: RefCell<Vec<Place>> = const { RefCell::new(Vec::new()) };
    static MOUNTS: Cell<u32> = const { Cell::new(0) };
}

/// A widget at work in an element of the page.
#[wasm_bindgen]
pub struct Mounted {
    work: Rc<RefCell<Work>>,
    _watch: PageWatch,
}

/// The parts of a mounted widget.
struct Work {
    host: Host,
    place: Place,
    mount: u32,
    resets: u32,
}

/// Puts the widget that `element` names into `root`, its shadow root.
///
/// `internals` are those of the element. `home` is the endpoint of an element that names
/// none, without a slash at its end. `speech` says what is spoken, as in [`Host::speak`],
/// and `answers` are those that were asked for before, as in [`backend::expect`].
///
/// # Errors
/// When the element's name is none of ours.
#[wasm_bindgen]
pub fn mount(
    element: HtmlElement,
    root: ShadowRoot,
    internals: ElementInternals,
    home: &str,
    speech: &JsValue,
    answers: JsValue,
) -> Result<Mounted, JsError> {
    backend::expect(answers);
    let host = Host::new(element, internals, home, speech);
    let Some(widget) = Widget::read(&host, 0) else {
        return Err(JsError::new("no widget has this element's name"));
    };
    host.check_loading();
    let mut work = Work {
        host,
        place: FREE.with_borrow_mut(Vec::pop).unwrap_or_else(Place::new),
        mount: MOUNTS.replace(MOUNTS.get() + 1),
        resets: 0,
    };
    element::open(&root, widget.style, &work.place.container);
    work.place.show(Some(widget), work.mount);
    let work = Rc::new(RefCell::new(work));
    let watching = Rc::downgrade(&work);
    let watch = element::watch_page(move || {
        if let Some(work) = watching.upgrade() {
            work.borrow_mut().show();
        }
    });
    Ok(Mounted {
        work,
        _watch: watch,
    })
}

#[wasm_bindgen]
impl Mounted {
    /// Reads the element's attributes again and shows what they say now, in the language
    /// of `speech`.
    pub fn update(&mut self, speech: &JsValue) {
        let mut work = self.work.borrow_mut();
        work.host.speak(speech);
        work.show();
    }

    /// Gives the widget the value back that it had at first, as its form asks.
    pub fn reset(&mut self) {
        let mut work = self.work.borrow_mut();
        work.resets += 1;
        work.show();
    }

    /// Takes the widget out of the page, with all that it keeps.
    pub fn unmount(self) {
        let Some(work) = Rc::into_inner(self.work) else {
            return;
        };
        let Work {
            mut place, mount, ..
        } = work.into_inner();
        place.show(None, mount);
        place.container.remove();
        // Yew empties the place in a microtask; this one comes after it.
        spawn_local(async move { FREE.with_borrow_mut(|free| free.push(place)) });
    }
}

impl Work {
    /// Shows what the element and its page say now.
    fn show(&mut self) {
        self.host.check_loading();
        let widget = Widget::read(&self.host, self.resets);
        self.place.show(widget, self.mount);
    }
}

/// A container with an instance of Yew in it, which shows one widget or none.
struct Place {
    container: Element,
    handle: AppHandle<HostComponent>,
}

impl Place {
    fn new() -> Self {
        let container = element::create_container();
        let empty = Component::new(Root::default());
        let handle =
            Renderer::<HostComponent>::with_root_and_props(container.clone(), empty).render();
        Self { container, handle }
    }

    fn show(&mut self, widget: Option<Widget>, mount: u32) {
        let widget = widget.map(|widget| widget.component);
        self.handle.update(Component::new(Root { widget, mount }));
    }
}

/// The widget of an element.
struct Widget {
    /// It, with all that the element says.
    component: Component,
    style: &'static str,
}

impl Widget {
    fn read(host: &Host, resets: u32) -> Option<Self> {
        let (component, style) = match host.element().local_name().as_str() {
            comments::ELEMENT => {
                let properties = Rc::new(comments::Properties::read(host));
                (
                    Component::new(comments::Comments(properties)),
                    comments::STYLE,
                )
            }
            navigation::ELEMENT => {
                let properties = navigation::Properties::read(host);
                (Component::new(properties), navigation::STYLE)
            }
            rating::ELEMENT => {
                let properties = rating::Properties::read(host, resets);
                (Component::new(properties), rating::STYLE)
            }
            _ => return None,
        };
        Some(Self { component, style })
    }
}

/// The root component of a container.
#[derive(Default, PartialEq)]
struct Root {
    widget: Option<Component>,
    /// The number of the mount, so that no state passes from one element to another.
    mount: u32,
}

impl Render for Root {
    const NAME: &'static str = "";

    fn render(&self) -> impl Hook<Output = Html> {
        use_root(self)
    }
}

#[hook]
fn use_root(root: &Root) -> Html {
    let widget = root.widget.clone();
    let key = || digits(root.mount);
    widget.map_or_else(Html::default, |widget| widget.html(&key()))
}
