//! Numbers in few bytes, for pages of many small ones: seven bits a byte, the lowest first.

/// Bytes that are no page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Damaged;

/// Appends a number.
pub(crate) fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push((number as u8) | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Appends a number that may be negative.
pub(crate) fn put_signed(bytes: &mut Vec<u8>, number: i64) {
    put(bytes, ((number << 1) ^ (number >> 63)) as u64);
}

/// Appends a number that is zero or near `base`.
pub(crate) fn put_near(bytes: &mut Vec<u8>, base: u64, number: u64) {
    if number == 0 {
        bytes.push(0);
    } else {
        let apart = number.wrapping_sub(base) as i64;
        put(bytes, (((apart << 1) ^ (apart >> 63)) as u64).wrapping_add(1));
    }
}

/// Takes numbers off the front of some bytes.
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    /// So many bytes as they are.
    pub(crate) fn take(&mut self, length: usize) -> Result<&'a [u8], Damaged> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(Damaged)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, Damaged> {
        let (first, rest) = self.0.split_first().ok_or(Damaged)?;
        self.0 = rest;
        Ok(*first)
    }

    pub(crate) fn number(&mut self) -> Result<u64, Damaged> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Damaged)
    }

    pub(crate) fn small<T: TryFrom<u64>>(&mut self) -> Result<T, Damaged> {
        T::try_from(self.number()?).map_err(|_| Damaged)
    }

    pub(crate) fn signed(&mut self) -> Result<i64, Damaged> {
        let number = self.number()?;
        Ok(((number >> 1) as i64) ^ -((number & 1) as i64))
    }

    pub(crate) fn near(&mut self, base: u64) -> Result<u64, Damaged> {
        let number = self.number()?;
        if number == 0 {
            return Ok(0);
        }
        let number = number.wrapping_sub(1);
        let apart = ((number >> 1) as i64) ^ -((number & 1) as i64);
        Ok(base.wrapping_add(apart as u64))
    }

    /// Everything has been taken.
    pub(crate) fn end(&self) -> Result<(), Damaged> {
        if self.0.is_empty() { Ok(()) } else { Err(Damaged) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn numbers_come_back_as_they_were() {
        let mut bytes = Vec::new();
        let all = [0, 1, 127, 128, 1 << 20, (1 << 53) - 1, u64::MAX];
        for number in all {
            put(&mut bytes, number);
            put_near(&mut bytes, 1 << 30, number >> 11);
            put_signed(&mut bytes, number as i64);
        }
        let mut reader = Reader(&bytes);
        for number in all {
            assert_eq!(reader.number(), Ok(number));
            assert_eq!(reader.near(1 << 30), Ok(number >> 11));
            assert_eq!(reader.signed(), Ok(number as i64));
        }
        assert_eq!(reader.end(), Ok(()));
        assert_eq!(reader.byte(), Err(Damaged));
        assert_eq!(Reader(&[0xff; 12]).number(), Err(Damaged));
    }
}
