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

// fact adds a fact.
func (d *Digest) fact(f *Fact) {
	var peer, load Key
	if f.Peer != nil {
		peer = f.Peer.key
	}
	if f.Load != nil {
		load = f.Load.key
	}
	d.words(f.At, f.Kind, f.Owner, peer, load, f.Key, f.Value, f.Extra)
	if f.Note != "" {
		d.fold(uint64(KeyOf(f.Note)), 3)
	}
}

// words adds a fact without a note. The keys of those that it is about are turned, each
// another way, because the fact's key may well be that of a name: "a elects b" is not "b
// elects a".
func (d *Digest) words(at Time, k *Kind, owner *Owner, peer, load, key Key, value, extra int64) {
	who := bits.RotateLeft64(uint64(owner.key), 23) ^ bits.RotateLeft64(uint64(peer), 11) ^ bits.RotateLeft64(uint64(load), 37)
	d.fold(uint64(at)^uint64(k.hash)^uint64(key)^bits.RotateLeft64(uint64(extra), 32), who^uint64(value))
}
