//! Effects: what a component does after it was drawn, when its question changed.
//!
//! [`yew::use_effect_with`] is compiled anew for every question and every answer. Here
//! a component has a table of its effects, and the bundle has one machine for all.

use std::hash::Hasher;
use std::rc::Rc;

use yew::prelude::*;

/// Something that a component does beside being drawn; `C` is all that it is drawn from.
pub struct Effect<C> {
    /// Hashes the dependencies: the effect runs again when they change.
    pub deps: fn(&C, &mut Deps),
    /// Does it. What is answered is dropped before it is done again, and when the
    /// component goes.
    pub run: fn(&Rc<C>) -> Cleanup,
}

/// Ends an effect's work when it is dropped: when the dependencies change, or with the component.
pub type Cleanup = Option<Rc<dyn Guard>>;

/// Whatever ends by being dropped.
pub trait Guard {}

impl<T> Guard for T {}

/// Holds what an effect has begun.
pub fn cleanup(begun: impl Guard + 'static) -> Cleanup {
    Some(Rc::new(begun))
}

/// A question, as the bytes of all that is [hashed](std::hash::Hash) into it: different
/// questions have different ones.
#[derive(Default, PartialEq)]
pub struct Deps(Vec<u8>);

impl Hasher for Deps {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// Its length. Questions are compared whole.
    fn finish(&self) -> u64 {
        self.0.len() as u64
    }
}

/// Does those of the effects whose question is another one than when the component was
/// drawn last: after it was drawn, one after the other.
#[hook]
pub fn use_effects<C: 'static>(effects: &'static [Effect<C>], context: &Rc<C>) {
    use_table(Box::new((effects, Rc::clone(context))));
}

trait Table {
    fn deps(&self, place: usize) -> Option<Deps>;
    fn run(&self, place: usize) -> Cleanup;
}

impl<C> Table for (&[Effect<C>], Rc<C>) {
    fn deps(&self, place: usize) -> Option<Deps> {
        let (effects, context) = self;
        let mut deps = Deps::default();
        (effects.get(place)?.deps)(context, &mut deps);
        Some(deps)
    }

    fn run(&self, place: usize) -> Cleanup {
        let (effects, context) = self;
        (effects[place].run)(context)
    }
}

#[hook]
fn use_table(table: Box<dyn Table>) {
    let begun = use_mut_ref(Vec::<(Deps, Cleanup)>::new);
    use_effect(move || {
        let mut begun = begun.borrow_mut();
        let mut place = 0;
        while let Some(deps) = table.deps(place) {
            match begun.get_mut(place) {
                Some((former, _)) if *former == deps => {}
                Some(former) => {
                    // Ended before it begins again.
                    former.1 = None;
                    *former = (deps, table.run(place));
                }
                None => begun.push((deps, table.run(place))),
            }
            place += 1;
        }
    });
}
