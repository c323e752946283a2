package sim

import (
	"fmt"
	"math/bits"
	"testing"
)

func TestKeysOfNamesDiffer(t *testing.T) {
	seen := make(map[Key]string)
	add := func(name string) {
		if other, ok := seen[KeyOf(name)]; ok && other != name {
			t.Errorf("%q and %q have one key", name, other)
		}
		seen[KeyOf(name)] = name
	}
	for i := range 256 {
		add(string([]byte{byte(i)}))
	}
	for n := range 100 {
		add(string(make([]byte, n))) // zeros only, of every length
	}
	for i := range 20_000 {
		add(fmt.Sprint("node-", i))
		add(fmt.Sprint(i, "-node"))
	}
}

// TestPartsOfKeysDiffer holds that small numbers, which is what parts are, give
// keys and draws that have nothing to do with each other.
func TestPartsOfKeysDiffer(t *testing.T) {
	seen := make(map[Key]string)
	add := func(k Key, how string, args ...any) {
		how = fmt.Sprintf(how, args...)
		if other, ok := seen[k]; ok {
			t.Errorf("%s and %s are one key", how, other)
		}
		seen[k] = how
	}
	for k := range Key(100) {
		add(k.Mix(1<<40), "%d mixed with much", k)
		for a := range uint64(10) {
			add(k.Mix(a).Mix(1<<41), "%d mixed with %d and much", k, a)
			for b := range uint64(20) {
				add(k.Mix(a+1).Mix(b+1000), "%d mixed with %d and %d", k, a+1, b+1000)
			}
		}
	}
}

// TestMixSpreadsEveryBit flips each bit of the key and of the part, for many:
// about half of the bits of the result change, and none is spared.
func TestMixSpreadsEveryBit(t *testing.T) {
	const rounds = 2000
	for in := range 128 {
		var changed [64]int
		for i := range uint64(rounds) {
			k, v := Key(i).Mix(99), i
			a := k.Mix(v)
			if in < 64 {
				k ^= 1 << in
			} else {
				v ^= 1 << (in - 64)
			}
			for diff := uint64(a ^ k.Mix(v)); diff != 0; diff &= diff - 1 {
				changed[bits.TrailingZeros64(diff)]++
			}
		}
		for out, n := range changed {
			if n < rounds*2/5 || n > rounds*3/5 {
				t.Errorf("input bit %d changes output bit %d %d times in %d", in, out, n, rounds)
			}
		}
	}
}

func TestTheOrderOfPartsMatters(t *testing.T) {
	if k := Key(5); k.Mix(1).Mix(2) == k.Mix(2).Mix(1) {
		t.Error("the second part of the first is the first part of the second")
	}
}
