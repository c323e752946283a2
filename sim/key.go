package sim

import "math/bits"

// A Key is the identity of something that luck can strike: a request, a call, a
// message, a name. Every draw that concerns it is a pure function of the seed,
// the purpose of the draw and the key, so the same request meets the same luck
// in every variant, whatever else that variant draws.
type Key uint64

// KeyOf returns the key of a name (FNV-1a, then mixed).
func KeyOf(name string) Key {
	h := uint64(14695981039346656037)
	for i := 0; i < len(name); i++ {
		h = (h ^ uint64(name[i])) * 1099511628211
	}
	return Key(h).Mix(uint64(len(name)))
}

// Mix returns the key of part v of k: the index-th call, the n-th attempt, the
// reply leg. Order matters: k.Mix(a).Mix(b) differs from k.Mix(b).Mix(a). The
// mixing step is the folded 64x64 multiplication of wyhash (Wang Yi, public
// domain), which is integer arithmetic and so the same on every processor.
func (k Key) Mix(v uint64) Key {
	hi, lo := bits.Mul64(uint64(k)^0xa0761d6478bd642f, v^0xe7037ed1a0b428db)
	m := (hi ^ lo) + 0x9e3779b97f4a7c15*(uint64(k)|1)
	m = (m ^ m>>32) * 0xd6e8feb86659fd93
	return Key(m ^ m>>32)
}

// A Purpose is why something is drawn in a world of some seed; see World.Draw.
type Purpose Key

// Draw returns the generator for that purpose and one identity.
func (p Purpose) Draw(id Key) Rand { return Key(p).Mix(uint64(id)).Rand() }

// Rand returns the generator that belongs to k. It is a value: the same key
// always starts the same sequence.
func (k Key) Rand() Rand { return Rand{state: uint64(k)} }
