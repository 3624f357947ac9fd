//! Components: what is drawn with a state of its own, and again when that changes or
//! its properties do.
//!
//! With [`yew::component`] each component's life is compiled anew. Here what tells one
//! from the others is boxed, and the bundle has one.

use std::any::Any;
use std::rc::Rc;

use yew::functional::{Hook, HookContext};
use yew::prelude::*;
use yew::virtual_dom::{Key, VComp};

/// The properties of a kind of component, which say how it is drawn.
pub trait Render: PartialEq + 'static {
    /// A name that tells these components from others, so that none takes over another's state.
    const NAME: &'static str;

    /// Renders the component, with the hooks that it needs.
    fn render(&self) -> impl Hook<Output = Html>;
}

/// A component of some kind. Two are the same when their properties are.
#[derive(Clone, Properties)]
pub struct Component {
    properties: Rc<dyn AnyRender>,
}

impl Component {
    /// A component with these properties.
    pub fn new(properties: impl Render) -> Self {
        Self {
            properties: Rc::new(properties),
        }
    }

    /// Draws it where it stands; `key` tells it from its siblings, and from others that
    /// stand there before or after it.
    pub fn html(self, key: &str) -> Html {
        let key = [self.properties.name(), key].concat();
        VComp::new::<HostComponent>(Rc::new(self), Some(Key::from(key))).into()
    }
}

impl PartialEq for Component {
    fn eq(&self, other: &Self) -> bool {
        self.properties.is(other.properties.as_any())
    }
}

/// The one component that Yew knows.
#[component]
pub fn HostComponent(component: &Component) -> Html {
    use_render(component)
}

fn use_render(component: &Component) -> impl Hook<Output = Html> {
    component
}

impl Hook for &Component {
    type Output = Html;

    fn run(self, context: &mut HookContext) -> Html {
        self.properties.draw(context)
    }
}

trait AnyRender {
    fn name(&self) -> &'static str;
    fn draw(&self, context: &mut HookContext) -> Html;
    fn as_any(&self) -> &dyn Any;
    fn is(&self, other: &dyn Any) -> bool;
}

impl<T: Render> AnyRender for T {
    fn name(&self) -> &'static str {
        T::NAME
    }

    fn draw(&self, context: &mut HookContext) -> Html {
        self.render().run(context)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn is(&self, other: &dyn Any) -> bool {
        other.downcast_ref() == Some(self)
    }
}
