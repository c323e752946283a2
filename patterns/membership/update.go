package membership

import "cmp"

// A Status is what is believed of a member.
type Status uint8

// The statuses, in the order in which they override each other within one
// incarnation. A member that nobody has said anything of is Unknown.
const (
	Unknown Status = iota
	Alive
	Suspect
	Dead
	Left // it said so itself
)

// String names the status.
func (s Status) String() string {
	return [...]string{"unknown", "alive", "suspect", "dead", "left"}[s]
}

// An Update says what somebody believes of a member, in that incarnation of it.
type Update struct {
	Member      int32
	By          int32 // who accuses it
	Incarnation int64
	Status      Status
}

// Compare orders updates about one member by how much they count: the newer
// incarnation, and within one the worse news. Only the member itself begins a new
// incarnation, so that it alone can refute what is said of it. As the order is
// total, members that have heard the same updates, in any order, believe the same.
func (c Update) Compare(o Update) int {
	if c.Status == Unknown || o.Status == Unknown {
		return cmp.Compare(c.Status, o.Status)
	}
	return cmp.Or(cmp.Compare(c.Incarnation, o.Incarnation), cmp.Compare(c.Status, o.Status))
}

// here reports whether it says that the member takes part.
func (c Update) here() bool { return c.Status == Alive || c.Status == Suspect }

// gone reports whether it says that the member takes part no longer.
func (c Update) gone() bool { return c.Status == Dead || c.Status == Left }

// A Change is a new belief, and the one that it is in place of.
type Change struct {
	Update
	Was Update
}
