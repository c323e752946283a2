package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"wavetank/scenarios/language"
	"wavetank/sim"
)

// A variation draws a value anew for each seed, from so much around what the file says.
type variation struct {
	key   string
	share float64
	value float64
	unit  unit
	whole bool
}

// parseVary reads "KEY,KEY=±20%". The key "faults.at" is that of every fault.
func parseVary(text string, s *Scenario) ([]variation, error) {
	keys, amount, ok := cutOutside(text, '=')
	amount, signed := strings.CutPrefix(strings.TrimSpace(amount), "±")
	if !signed {
		amount, signed = strings.CutPrefix(amount, "+-")
	}
	share, err := sim.ParseRatio(amount)
	if !ok || !signed || err != nil || share <= 0 || share >= 1 {
		return nil, fmt.Errorf("%q is not KEY,KEY=±SHARE such as faults.at,loads.users.rate=±20%%, with a share below 100%%", text)
	}
	var all []variation
	for more := true; more; {
		var key string
		key, keys, more = cutOutside(keys, ',')
		if err := matters(strings.TrimSpace(key)); err != nil {
			return nil, err
		}
		parts, err := language.ParseKey(strings.TrimSpace(key))
		if err != nil {
			return nil, err
		}
		each := []string{strings.TrimSpace(key)}
		if parts[0] == "faults" && len(parts) == 2 {
			each = nil
			for i := range s.Faults {
				each = append(each, fmt.Sprintf("faults.%d.%s", i+1, parts[1]))
			}
		}
		for _, key := range each {
			v := variation{key: key, share: share}
			if v.value, v.unit, ok = quantity(s.Written(key)); !ok || v.value == 0 {
				return nil, fmt.Errorf("%s: the file has no number there that could vary", key)
			}
			v.whole = v.unit.kind == "" && !strings.Contains(s.Written(key), ".")
			all = append(all, v)
		}
		if each == nil {
			return nil, fmt.Errorf("%s: the scenario has no faults", strings.TrimSpace(key))
		}
	}
	return all, nil
}

// drawn returns the values of a seed: for each key a draw of its own, so that what else
// varies does not change it.
func drawn(all []variation, seed uint64) []Setting {
	var set []Setting
	for _, v := range all {
		r := sim.KeyOf("vary " + v.key).Mix(seed).Rand()
		set = append(set, v.setting(1+float64(v.share*(float64(2*r.Float64())-1))))
	}
	return set
}

func (v variation) setting(factor float64) Setting {
	text := v.unit.text(float64(v.value*factor), v.whole)
	return Setting{Key: v.key, Value: text, From: "--vary " + v.key + "=" + text}
}

// varies reports whether a key is one of those that vary.
func varies(all []variation, key string) bool {
	return slices.ContainsFunc(all, func(v variation) bool { return sameKey(v.key, key) })
}
