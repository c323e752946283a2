package sim

import (
	"fmt"
	"math/bits"
)

// A Digest sums up a run: every event's time, sequence and owner, and every
// fact. Two runs are the same run if and only if their digests are equal (but
// for a chance of one in 2^64).
type Digest uint64

// String returns the digest as 16 hexadecimal digits.
func (d Digest) String() string { return fmt.Sprintf("%016x", uint64(d)) }

// fold adds two words, by the folded multiplication of wyhash.
func (d *Digest) fold(a, b uint64) {
	h := bits.RotateLeft64(uint64(*d), 23)
	hi, lo := bits.Mul64(h^a^0xa0761d6478bd642f, h+(b^0xe7037ed1a0b428db))
	*d = Digest(hi ^ lo)
}

func (d *Digest) event(at Time, seq uint64, owner *Owner) {
	d.fold(uint64(at), seq^uint64(owner.key))
}

// fact adds a fact. The owner's key is turned, because the fact's key may well be
// that of a name: "a elects b" is not "b elects a".
func (d *Digest) fact(f *Fact) {
	sum := *d // in a register, as each fold waits for the one before
	sum.fold(uint64(f.At)^uint64(f.Kind.hash), uint64(f.Key)^bits.RotateLeft64(uint64(f.Owner.key), 23))
	sum.fold(uint64(f.Value), uint64(f.Extra))
	if f.Peer != nil {
		sum.fold(uint64(f.Peer.key), 1)
	}
	if f.Load != nil {
		sum.fold(uint64(f.Load.key), 2)
	}
	if f.Note != "" {
		sum.fold(uint64(KeyOf(f.Note)), 3)
	}
	*d = sum
}
