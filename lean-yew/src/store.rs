//! A component's state: a reducer changes it, and says what is to be done beside.
//!
//! [`yew::use_reducer_eq`] is compiled anew for every state, and its transitions return the next
//! state alone. Here a transition also returns commands, which one function runs after the
//! component was rendered.

use std::cell::RefCell;
use std::hash::Hash;
use std::mem::discriminant;
use std::ops::Deref;
use std::rc::Rc;

use yew::prelude::*;

use crate::effect::{Cleanup, Deps};

/// A state that actions change.
pub trait Reducer: Clone + Default + PartialEq + 'static {
    /// An event that changes the state.
    type Action;
    /// Something to do when the state has changed, such as a request.
    type Command: 'static;

    /// Applies an action, and appends what is to be done.
    fn reduce(&mut self, action: Self::Action, commands: &mut Vec<Self::Command>);

    /// The state after an action, and what is to be done.
    #[must_use = "the state itself stays as it is"]
    fn next(&self, action: Self::Action) -> (Self, Vec<Self::Command>) {
        let (mut next, mut commands) = (self.clone(), Vec::new());
        next.reduce(action, &mut commands);
        (next, commands)
    }
}

/// A state as it is when its component is rendered.
pub struct Store<S: Reducer> {
    state: Rc<S>,
    dispatcher: Dispatcher<S>,
}

/// Dispatches actions to a state.
pub struct Dispatcher<S: Reducer>(Rc<Shared<S>>);

struct Shared<S: Reducer> {
    state: RefCell<Rc<S>>,
    /// The commands that are not run yet.
    commands: RefCell<Vec<S::Command>>,
    redraw: UseForceUpdateHandle,
}

/// A state that begins as its default. The component is rendered again when it changes.
#[hook]
pub fn use_store<S: Reducer>() -> Store<S> {
    let redraw = use_force_update();
    let shared = use_ref(|| Shared {
        state: RefCell::default(),
        commands: RefCell::default(),
        redraw,
    });
    Dispatcher(shared).store()
}

/// A reference to what a component is drawn in. Yew's own is a state with a reducer.
#[hook]
pub fn use_node() -> NodeRef {
    let reference = use_ref(NodeRef::default);
    NodeRef::clone(&reference)
}

impl<S: Reducer> Dispatcher<S> {
    fn store(self) -> Store<S> {
        Store {
            state: self.state(),
            dispatcher: self,
        }
    }

    /// The state as it is now.
    pub fn state(&self) -> Rc<S> {
        Rc::clone(&self.0.state.borrow())
    }

    /// Applies an action. The component is rendered again if the state changed or there is
    /// something to do.
    pub fn dispatch(&self, action: S::Action) {
        let state = self.state();
        let mut next = S::clone(&state);
        let mut commands = self.0.commands.borrow_mut();
        next.reduce(action, &mut commands);
        let is_same = commands.is_empty() && next == *state;
        drop(commands);
        self.0.state.replace(next.into());
        if !is_same {
            self.0.redraw.force_update();
        }
    }
}

impl<S: Reducer> Store<S> {
    /// The dispatcher of this state.
    pub fn dispatcher(&self) -> Dispatcher<S> {
        self.dispatcher.clone()
    }

    /// Applies an action, as [`Dispatcher::dispatch`] does.
    pub fn dispatch(&self, action: S::Action) {
        self.dispatcher.dispatch(action);
    }
}

impl<S: Reducer> Deref for Store<S> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.state
    }
}

impl<S: Reducer> Clone for Store<S> {
    fn clone(&self) -> Self {
        Self {
            state: Rc::clone(&self.state),
            dispatcher: self.dispatcher.clone(),
        }
    }
}

impl<S: Reducer> Clone for Dispatcher<S> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

/// Two are equal when they are of the same component.
impl<S: Reducer> PartialEq for Dispatcher<S> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// Runs a state's commands after the component was rendered, in their order. What `run` returns is
/// dropped when a command of the same variant is run, and with the component.
#[hook]
pub fn use_commands<S: Reducer, C: 'static>(
    dispatcher: Dispatcher<S>,
    context: &Rc<C>,
    run: fn(&Rc<C>, S::Command) -> Cleanup,
) {
    use_queue(Box::new((dispatcher, Rc::clone(context), run)));
}

/// Commands of some state, and what runs them.
trait Queue {
    /// Runs the first. Returns its variant, and what it has begun.
    fn run_next(&self) -> Option<(Deps, Cleanup)>;
}

type Run<S, C> = fn(&Rc<C>, <S as Reducer>::Command) -> Cleanup;

impl<S: Reducer, C> Queue for (Dispatcher<S>, Rc<C>, Run<S, C>) {
    fn run_next(&self) -> Option<(Deps, Cleanup)> {
        let (dispatcher, context, run) = self;
        let mut commands = dispatcher.0.commands.borrow_mut();
        if commands.is_empty() {
            return None;
        }
        let command = commands.remove(0);
        // It may dispatch an action.
        drop(commands);
        let mut variant = Deps::default();
        discriminant(&command).hash(&mut variant);
        Some((variant, run(context, command)))
    }
}

#[hook]
fn use_queue(queue: Box<dyn Queue>) {
    let begun = use_mut_ref(Vec::<(Deps, Cleanup)>::new);
    use_effect(move || {
        while let Some((variant, cleanup)) = queue.run_next() {
            let mut begun = begun.borrow_mut();
            begun.retain(|(known, _)| *known != variant);
            begun.push((variant, cleanup));
        }
    });
}
