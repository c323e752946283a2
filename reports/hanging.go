package reports

import (
	"fmt"
	"slices"
)

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

// most is the share of requests too young to tell from which on what is known
// of the others says little.
const most = 1.0 / 3

// young returns the share of the requests that were under way when the run ended
// and too young to tell, of a load or of all together.
func (v *Variant) young(load string) float64 {
	var all Load
	for i := range v.Total.Loads {
		if l := &v.Total.Loads[i]; load == "" || l.Name == load {
			all.add(l)
		}
	}
	return all.young()
}

func (l *Load) young() float64 {
	share, _ := ratio(float64(l.InFlight), float64(l.Requests))
	return share
}

// youngWords warn of that share of a variant's requests.
func youngWords(share float64, variant string) string {
	return fmt.Sprintf("WARNING: %s of the requests of %s were under way when the run ended, too young to tell: the error rate is of the others only. "+
		"A longer run, or an until for the load, lets them end.\n", asShare.figure(share), variant)
}

// silenced says why a claim that holds proves nothing: an error rate that it
// claims to be low is of users who hang. They ask no more, and each counts as one
// request that went wrong, however long it is since then. Or too many requests
// were still under way for the error rate, or the goodput, to speak of them.
func (c *Claim) silenced(x *Comparison) string {
	low, high := c.left, c.right
	if c.op[0] == '>' {
		low, high = high, low
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
	for _, name := range slices.Concat(low.rising(true), low.rising(false), high.rising(true), high.rising(false)) {
		n := c.names[name]
		for _, v := range x.Variants {
			share := v.young(n.Load)
			if (n.Metric == "error_rate" || n.Metric == "goodput") && (n.Variant == "" || n.Variant == v.Name) && share > most {
				return fmt.Sprintf("%s leaves out %s of the requests, which were under way when the run ended: "+
					"a longer run, or an until for the load, would tell", n, asShare.figure(share))
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
