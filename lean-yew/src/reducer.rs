//! A component's state, and what may happen to it.
//!
//! [`yew::use_reducer_eq`] is compiled anew for every state. Here that is little more
//! than the state's own reducer.

use std::cell::RefCell;
use std::ops::Deref;
use std::rc::Rc;

use yew::prelude::*;

/// A component's state as it is when the component is drawn.
pub struct UseReducerHandle<S> {
    state: Rc<S>,
    dispatcher: UseReducerDispatcher<S>,
}

/// Dispatches actions to a component's state.
pub struct UseReducerDispatcher<S>(Rc<Kept<S>>);

struct Kept<S> {
    state: RefCell<Rc<S>>,
    redraw: UseForceUpdateHandle,
}

/// A state that is the default one at first. A component is drawn again when it became
/// another.
#[hook]
pub fn use_reducer_eq<S>() -> UseReducerHandle<S>
where
    S: Reducible + PartialEq + Default + 'static,
{
    let redraw = use_force_update();
    let kept = use_ref(|| Kept {
        state: RefCell::default(),
        redraw,
    });
    UseReducerDispatcher(kept).handle()
}

/// A reference to what a component is drawn in. Yew's own is a state with a reducer.
#[hook]
pub fn use_node_ref() -> NodeRef {
    let reference = use_ref(NodeRef::default);
    NodeRef::clone(&reference)
}

impl<S> UseReducerDispatcher<S> {
    fn handle(self) -> UseReducerHandle<S> {
        UseReducerHandle {
            state: self.state(),
            dispatcher: self,
        }
    }

    /// The state as it is now.
    pub fn state(&self) -> Rc<S> {
        Rc::clone(&self.0.state.borrow())
    }
}

impl<S: Reducible + PartialEq> UseReducerDispatcher<S> {
    /// Applies an action, and renders the component again if the state changed.
    pub fn dispatch(&self, action: S::Action) {
        let state = self.state();
        let next = Rc::clone(&state).reduce(action);
        let is_other = *next != *state;
        self.0.state.replace(next);
        if is_other {
            self.0.redraw.force_update();
        }
    }
}

impl<S> UseReducerHandle<S> {
    /// The dispatcher of this state.
    pub fn dispatcher(&self) -> UseReducerDispatcher<S> {
        self.dispatcher.clone()
    }
}

impl<S: Reducible + PartialEq> UseReducerHandle<S> {
    /// Applies an action, and renders the component again if the state changed.
    pub fn dispatch(&self, action: S::Action) {
        self.dispatcher.dispatch(action);
    }
}

impl<S> Deref for UseReducerHandle<S> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.state
    }
}

impl<S> Clone for UseReducerHandle<S> {
    fn clone(&self) -> Self {
        Self {
            state: Rc::clone(&self.state),
            dispatcher: self.dispatcher.clone(),
        }
    }
}

impl<S> Clone for UseReducerDispatcher<S> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

/// Two are equal when they are of the same component.
impl<S> PartialEq for UseReducerDispatcher<S> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}
