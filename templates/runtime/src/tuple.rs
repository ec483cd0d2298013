//! Arrays of a fixed length, as tuples.

use super::decode::{Decode, Decoder};
use super::decode_error::DecodeError;
use super::encode::{Encode, Encoder};

/// How far an array was read.
struct Place {
    more: bool,
    index: usize,
}

impl Decoder<'_> {
    fn begin_tuple(&mut self) -> Result<Place, DecodeError> {
        self.descend()?;
        Ok(Place { more: self.json.next_array()?.is_some(), index: 0 })
    }

    fn item<T: Decode>(&mut self, place: &mut Place) -> Result<T, DecodeError> {
        if !place.more {
            return Err(self.error(format!("the array has only {} elements", place.index)));
        }
        let value = T::decode(self).map_err(|e| e.at(place.index))?;
        place.index += 1;
        place.more = self.json.array_step()?.is_some();
        Ok(value)
    }

    /// Passes over elements that the document does not name.
    fn end_tuple(&mut self, mut place: Place) -> Result<(), DecodeError> {
        while place.more {
            if self.is_strict() {
                return Err(self.error(format!("the array has more than {} elements", place.index)));
            }
            self.oddities += 1;
            self.json.next_skip()?;
            place.more = self.json.array_step()?.is_some();
        }
        self.depth -= 1;
        Ok(())
    }
}

macro_rules! tuple {
    ($($name:ident $index:tt)+) => {
        impl<$($name: Decode),+> Decode for ($($name,)+) {
            fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
                let mut place = decoder.begin_tuple()?;
                let value = ($(decoder.item::<$name>(&mut place)?,)+);
                decoder.end_tuple(place)?;
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
