//! Arrays of a fixed length, as tuples.

use super::decode::{Decode, Decoder};
use super::decode_error::DecodeError;
use super::encode::{Encode, Encoder};

impl Decoder<'_> {
    fn begin_tuple(&mut self) -> Result<(), DecodeError> {
        self.descend()?;
        self.json.open(b'[')
    }

    fn item<T: Decode>(&mut self, index: usize) -> Result<T, DecodeError> {
        if !self.json.more(b']')? {
            return Err(self.error(format!("the array has only {index} elements")));
        }
        T::decode(self).map_err(|e| e.at(index))
    }

    /// Passes over elements that the document does not name.
    fn end_tuple(&mut self, length: usize) -> Result<(), DecodeError> {
        while self.json.more(b']')? {
            if self.is_strict() {
                return Err(self.error(format!("the array has more than {length} elements")));
            }
            self.oddities += 1;
            self.json.skip()?;
        }
        self.depth -= 1;
        Ok(())
    }
}

macro_rules! tuple {
    ($($name:ident $index:tt)+) => {
        impl<$($name: Decode),+> Decode for ($($name,)+) {
            fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
                decoder.begin_tuple()?;
                let value = ($(decoder.item::<$name>($index)?,)+);
                decoder.end_tuple([$($index),+].len())?;
                Ok(value)
            }
        }

        impl<$($name: Encode),+> Encode for ($($name,)+) {
            fn encode(&self, encoder: &mut Encoder) {
                encoder.begin_array();
                $(encoder.item(&self.$index);)+
                encoder.end_array();
            }
        }
    };
}

tuple!(A 0);
tuple!(A 0 B 1);
tuple!(A 0 B 1 C 2);
tuple!(A 0 B 1 C 2 D 3);
tuple!(A 0 B 1 C 2 D 3 E 4);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5 G 6);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11);
