package broker

import (
	"testing"

	"pgregory.net/rapid"

	"wavetank/net"
)

func membersOf(n int) []net.ID {
	ids := make([]net.ID, n)
	for i := range ids {
		ids[i] = net.ID(10 + i)
	}
	return ids
}

// shared has members of three leave and join, and checks that each partition is one
// member's who is there, and that none has two more than another.
func shared(t *rapid.T, leave func(r *Roster, i int64)) {
	partitions := rapid.IntRange(1, 8).Draw(t, "partitions")
	members := membersOf(3)
	r := NewRoster(members, partitions)
	in := map[net.ID]bool{10: true, 11: true, 12: true}
	for range rapid.IntRange(0, 20).Draw(t, "steps") {
		i := rapid.Int64Range(0, 2).Draw(t, "member")
		if rapid.Bool().Draw(t, "leaves") {
			leave(r, i)
			delete(in, members[i])
		} else {
			r.Join(members[i])
			in[members[i]] = true
		}
		owned := make(map[net.ID]int)
		for p := range partitions {
			o, ok := r.Owner(p)
			if ok != (len(in) > 0) || ok && !in[o] {
				t.Fatalf("partition %d belongs to %d (%v); there are %v", p, o, ok, in)
			}
			owned[o]++
		}
		for id := range in {
			if n := owned[id]; n < partitions/len(in) || n > (partitions+len(in)-1)/len(in) {
				t.Fatalf("%d of %d partitions belong to one of %d members", n, partitions, len(in))
			}
		}
	}
}

func TestARosterMovesNoMoreThanItMust(t *testing.T) {
	r := NewRoster(membersOf(3), 9)
	before := append([]net.ID(nil), r.owners...)
	r.Leave(11)
	for p, o := range before {
		if now, _ := r.Owner(p); o != 11 && now != o {
			t.Errorf("partition %d went from %d to %d, and neither left", p, o, now)
		}
	}
	if r.Leave(11) || r.Leave(99) || r.Join(10) {
		t.Error("who is out left, who is unknown left, or who is in joined")
	}
	moved := 0
	before = append(before[:0], r.owners...)
	r.Join(11)
	for p, o := range before {
		if now, _ := r.Owner(p); now != o {
			moved++
		}
	}
	if moved != 3 {
		t.Errorf("%d of 9 partitions moved to the third member", moved)
	}
}
