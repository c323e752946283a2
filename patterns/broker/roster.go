package broker

import (
	"slices"

	"wavetank/net"
)

// A Roster says which member of a consumer group owns each partition: one at a
// time. It moves no more partitions than it must when a member goes or comes.
type Roster struct {
	members []net.ID
	out     map[net.ID]bool
	owners  []net.ID // by partition; nobody is -1
	turn    int      // how often it was dealt anew
}

// nobody owns what no member is there for.
const nobody net.ID = -1

// NewRoster returns the roster of a group in which all members are there.
func NewRoster(members []net.ID, partitions int) *Roster {
	r := &Roster{members: slices.Clone(members), out: make(map[net.ID]bool), owners: make([]net.ID, partitions)}
	for i := range r.owners {
		r.owners[i] = nobody
	}
	r.deal()
	return r
}

// Owner returns who owns a partition, if anybody does.
func (r *Roster) Owner(partition int) (net.ID, bool) {
	o := r.owners[partition]
	return o, o != nobody
}

// Turn returns how often partitions were dealt.
func (r *Roster) Generation() int { return r.turn }

// Leave takes a member out. It reports whether it was in.
func (r *Roster) Leave(member net.ID) bool {
	if r.out[member] || !slices.Contains(r.members, member) {
		return false
	}
	r.out[member] = true
	r.deal()
	return true
}

// Join takes a member in again. It reports whether it was out.
func (r *Roster) Join(member net.ID) bool {
	if !r.out[member] {
		return false
	}
	delete(r.out, member)
	r.deal()
	return true
}

// deal gives what nobody owns to those with the fewest, and evens out.
func (r *Roster) deal() {
	r.turn++
	for i, o := range r.owners {
		if o == nobody || r.out[o] {
			r.owners[i], _ = r.extremes()
		}
	}
	for {
		least, most := r.extremes()
		if least == nobody || r.owns(most) <= r.owns(least)+1 {
			return
		}
		r.owners[slices.Index(r.owners, most)] = least
	}
}

// extremes returns the members with the fewest partitions and with the most, the
// first of several.
func (r *Roster) extremes() (least, most net.ID) {
	least, most = nobody, nobody
	for _, m := range r.members {
		if r.out[m] {
			continue
		}
		if least == nobody || r.owns(m) < r.owns(least) {
			least = m
		}
		if most == nobody || r.owns(m) > r.owns(most) {
			most = m
		}
	}
	return least, most
}

func (r *Roster) owns(member net.ID) int {
	n := 0
	for _, o := range r.owners {
		if o == member {
			n++
		}
	}
	return n
}
