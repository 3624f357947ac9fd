//! Effects: what a component does after it was drawn, when its question changed.
//!
//! [`yew::use_effect_with`] is compiled anew for every question and every answer.
//! Here they are boxed, and the bundle has one.

use std::any::Any;
use std::rc::Rc;

use yew::functional::{Hook, TearDown};
use yew::prelude::*;

/// Calls `effect` after the component was drawn for the first time, and when it was
/// drawn with another `question`; before that, what the last call returned.
pub fn use_effect_with<T: PartialEq + 'static, D: TearDown>(
    question: T,
    effect: impl FnOnce(&T) -> D + 'static,
) -> impl Hook<Output = ()> {
    let question = Rc::new(question);
    let asked = Asked(question.clone());
    let work = move || {
        let stop = effect(&question);
        Box::new(move || stop.tear_down()) as Box<dyn FnOnce()>
    };
    use_work(asked, Box::new(work))
}

type Work = Box<dyn FnOnce() -> Box<dyn FnOnce()>>;

#[hook]
fn use_work(asked: Asked, work: Work) {
    yew::use_effect_with(asked, move |_| work());
}

struct Asked(Rc<dyn Question>);

impl PartialEq for Asked {
    fn eq(&self, other: &Self) -> bool {
        self.0.is(other.0.as_any())
    }
}

trait Question {
    fn as_any(&self) -> &dyn Any;
    fn is(&self, other: &dyn Any) -> bool;
}

impl<T: PartialEq + 'static> Question for T {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn is(&self, other: &dyn Any) -> bool {
        other.downcast_ref() == Some(self)
    }
}
