package reports

import "fmt"

// much is the share of users who hang, and of requests too young to tell, from
// which on something has to be said about it.
const much = 0.05

// hanging returns the share of the users of closed loops who wait for ever, of a
// load or of all together. It reports false if there is no user.
func (v *Variant) hanging(load string) (float64, bool) {
	var users, hang int64
	for i := range v.Total.Loads {
		if l := &v.Total.Loads[i]; load == "" || l.Name == load {
			users, hang = users+l.Users, hang+l.Hanging
		}
	}
	return ratio(float64(hang), float64(users))
}

// hangWords warn of that share of a variant's users.
func hangWords(share float64, variant string) string {
	return fmt.Sprintf("WARNING: %s of the users of %s hang: they ask no more, and each is one error, however long he waits.\n", asShare.figure(share), variant)
}

// silenced says why a claim that holds proves nothing: an error rate that it
// claims to be low is of users who hang. They ask no more, and each counts as one
// request that went wrong, however long it is since then.
func (c *Claim) silenced(x *Comparison) string {
	low := c.left
	if c.op[0] == '>' {
		low = c.right
	}
	for _, name := range low.rising(true) {
		n := c.names[name]
		for _, v := range x.Variants {
			share, _ := v.hanging(n.Load)
			if n.Metric == "error_rate" && (n.Variant == "" || n.Variant == v.Name) && share > much {
				return fmt.Sprintf("%s counts each user who hangs once, and %s of them do: claim something of goodput", n, asShare.figure(share))
			}
		}
	}
	return ""
}

// rising returns the names with which the expression rises, if up, or falls.
func (e *expression) rising(up bool) []int {
	switch e.op {
	case '#':
		return nil
	case '@':
		if up {
			return []int{e.name}
		}
		return nil
	}
	other := up
	if e.op == '-' || e.op == '/' {
		other = !up
	}
	return append(e.left.rising(up), e.right.rising(other)...)
}
