package emergent

import (
	"cmp"
	"slices"

	"wavetank/net"
)

// A Member is one instance in one life: when it comes back it is another, and the
// youngest.
type Member struct {
	ID     net.ID
	Number int64 // given by the leader when it joined, and never again
	Life   int64 // of the instance; its next is a higher one
}

// A View lists the members, the oldest first. The leader is a function of the view alone:
// two members with the same view follow the same leader. A View is not changed;
// each change makes another.
type View struct {
	Version int64
	Next    int64 // the number of who joins next
	Joining bool  // the youngest has just joined: some of the others may not know it
	Members []Member
}

// Found returns the view of a group that has its first member.
func Found(id net.ID, life int64) View {
	return View{Version: 1, Next: 2, Members: []Member{{id, 1, life}}}
}

// Leader returns the oldest member, false if there is none.
func (v View) Leader() (Member, bool) {
	if len(v.Members) == 0 {
		return Member{}, false
	}
	return v.Members[0], true
}

// Leads reports whether an instance is the leader.
func (v View) Leads(id net.ID) bool {
	m, ok := v.Leader()
	return ok && m.ID == id
}

// Of returns the member that an instance is.
func (v View) Of(id net.ID) (Member, bool) {
	i := slices.IndexFunc(v.Members, func(m Member) bool { return m.ID == id })
	if i < 0 {
		return Member{}, false
	}
	return v.Members[i], true
}

// With returns the view after an instance has joined, as the youngest. An earlier
// life of it is over. One joins at a time: only itself may come again before it is settled.
func (v View) With(id net.ID, life int64) View {
	v = v.Without(id)
	v.Members = append(v.Members, Member{id, v.Next, life})
	v.Next++
	v.Joining = true
	return v
}

// Without returns the view after instances have gone.
func (v View) Without(gone ...net.ID) View {
	v.Version++
	v.Joining = v.Joining && !slices.Contains(gone, v.Members[len(v.Members)-1].ID)
	v.Members = slices.DeleteFunc(slices.Clone(v.Members), func(m Member) bool { return slices.Contains(gone, m.ID) })
	return v
}

// Settled returns the view in which the youngest counts like the others.
func (v View) Settled() View {
	v.Version++
	v.Joining = false
	return v
}

// older returns the members that all know.
func (v View) older() []Member {
	if v.Joining {
		return v.Members[:len(v.Members)-1]
	}
	return v.Members
}

// rank orders groups that do not know of each other, the one first that the others
// join: the larger, and of equals the one whose leader is older.
func rank(size, theirSize int, leader, theirs Member) int {
	return cmp.Or(cmp.Compare(theirSize, size), cmp.Compare(leader.Number, theirs.Number), cmp.Compare(leader.ID, theirs.ID))
}

// Stays is the rule of split brains: whether those of a view who see each other go
// on, when they have lost sight of the others, of whom they cannot tell whether
// they are dead. The other side may or may not know of a member that has just joined,
// so that those go on who do so whether it counts or not.
func (c Config) Stays(v View, here []net.ID, instances int) bool {
	return c.stays(v.Members, here, instances) && (!v.Joining || c.stays(v.older(), here, instances))
}

// stays is the rule for a group of these members.
func (c Config) stays(members []Member, here []net.ID, instances int) bool {
	seen := 0
	for _, m := range members {
		if slices.Contains(here, m.ID) {
			seen++
		}
	}
	withOldest := slices.Contains(here, members[0].ID)
	switch c.SplitBrain {
	case "keep-majority":
		return 2*seen > len(members) || 2*seen == len(members) && withOldest
	case "static-quorum":
		return seen >= c.quorum(instances)
	case "keep-oldest":
		switch {
		case !c.DownIfAlone || len(members) <= 2:
			return withOldest
		case withOldest:
			return seen > 1
		}
		return seen == len(members)-1
	}
	return true
}

// quorum returns the size of a side that may go on under static-quorum.
func (c Config) quorum(instances int) int {
	if c.Quorum > 0 {
		return c.Quorum
	}
	return instances/2 + 1
}

// founders returns how many instances that are in no group it takes to found one.
// Those who went because of a split must not found another, so that it takes all
// where the rule itself does not tell how many would do.
func (c Config) founders(instances int) int {
	switch c.SplitBrain {
	case "none":
		return 1
	case "static-quorum":
		return c.quorum(instances)
	}
	return instances
}
