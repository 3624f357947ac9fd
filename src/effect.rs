//! Effects: what a component does after it was drawn, when its question changed.
//!
//! [`yew::use_effect_with`] is compiled anew for every question and every answer. Here
//! a component has a table of its effects, and the bundle has one machine for all.

use std::hash::Hasher;
use std::rc::Rc;

use yew::prelude::*;

/// Something that a component does beside being drawn; `C` is all that it is drawn from.
pub struct Effect<C> {
    /// Tells all on which it depends whether this is to be done again.
    pub question: fn(&C, &mut Question),
    /// Does it. What is answered is dropped before it is done again, and when the
    /// component goes.
    pub work: fn(&Rc<C>) -> Hold,
}

/// What lasts until an effect's question changes: it ends by being dropped.
pub type Hold = Option<Rc<dyn Lasting>>;

/// Whatever ends by being dropped.
pub trait Lasting {}

impl<T> Lasting for T {}

/// Holds what an effect has begun.
pub fn hold(begun: impl Lasting + 'static) -> Hold {
    Some(Rc::new(begun))
}

/// A question, as the bytes of all that is [hashed](std::hash::Hash) into it: different
/// questions have different ones.
#[derive(Default, PartialEq)]
pub struct Question(Vec<u8>);

impl Hasher for Question {
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
pub fn use_effects<C: 'static>(effects: &'static [Effect<C>], drawn: C) {
    use_table(Box::new((effects, Rc::new(drawn))));
}

trait Table {
    fn question(&self, place: usize) -> Option<Question>;
    fn work(&self, place: usize) -> Hold;
}

impl<C> Table for (&[Effect<C>], Rc<C>) {
    fn question(&self, place: usize) -> Option<Question> {
        let (effects, drawn) = self;
        let mut question = Question::default();
        (effects.get(place)?.question)(drawn, &mut question);
        Some(question)
    }

    fn work(&self, place: usize) -> Hold {
        let (effects, drawn) = self;
        (effects[place].work)(drawn)
    }
}

#[hook]
fn use_table(table: Box<dyn Table>) {
    let begun = use_mut_ref(Vec::<(Question, Hold)>::new);
    use_effect(move || {
        let mut begun = begun.borrow_mut();
        let mut place = 0;
        while let Some(question) = table.question(place) {
            match begun.get_mut(place) {
                Some((former, _)) if *former == question => {}
                Some(former) => {
                    // Ended before it begins again.
                    former.1 = None;
                    *former = (question, table.work(place));
                }
                None => begun.push((question, table.work(place))),
            }
            place += 1;
        }
    });
}
