package storm

import (
	"cmp"
	"math"
	"slices"

	"github.com/anishathalye/porcupine"
)

// A zone is the span of time that a write and the reads that found it need for
// themselves: from the first end to the last beginning among them. If the first
// end comes later they all overlap, and the zone is loose: it may shrink to any
// instant in it.
type zone struct {
	from, to int64
	loose    bool
}

// zoned reports whether the operations on one register are linearizable: no two tight
// zones overlap, and none covers a loose one (Gibbons and Korach, Testing shared memories,
// 1997). If two of them write the same token, that cannot be told so.
func zoned(operations []porcupine.Operation) (ok, told bool) {
	type cluster struct {
		first, last, written int64 // end, beginning; the beginning of the write
		known                bool
	}
	clusters := map[int64]*cluster{0: {first: -1, last: -1, written: -1, known: true}}
	at := func(token int64) *cluster {
		c, ok := clusters[token]
		if !ok {
			c = &cluster{first: math.MaxInt64, last: -1}
			clusters[token] = c
		}
		return c
	}
	for _, o := range operations {
		token := o.Output.(int64)
		a := o.Input.(access)
		if a.write {
			token = a.token
		}
		c := at(token)
		c.first, c.last = min(c.first, o.Return), max(c.last, o.Call)
		if a.write {
			if c.known {
				return false, false
			}
			c.written, c.known = o.Call, true
		}
	}
	var zones []zone
	for _, c := range clusters {
		if !c.known || c.first < c.written {
			return false, true // what nobody wrote, or had not written yet, was found
		}
		zones = append(zones, zone{min(c.first, c.last), max(c.first, c.last), c.first >= c.last})
	}
	return compatible(zones), true
}

// compatible looks for tight zones that overlap, and loose ones inside of them.
func compatible(zones []zone) bool {
	slices.SortFunc(zones, func(a, b zone) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	end := int64(math.MinInt64) // of the latest tight zone
	for _, z := range zones {
		switch {
		case z.loose:
			if z.to < end {
				return false
			}
		case z.from < end:
			return false
		default:
			end = z.to
		}
	}
	return true
}
