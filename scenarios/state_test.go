package scenarios_test

import (
	"path/filepath"
	"strings"
	"testing"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/scenarios/document"
	"wavetank/scenarios/storm"
)

// TestScenariosHold holds the scenarios of each folder to what they expect, over as
// many seeds as they ask for, and to their invariants.
func TestScenariosHold(t *testing.T) {
	for _, folder := range []string{
		"calls",  // configurations of libraries, with the number that each gives in production
		"groups", // groups in trouble, which once broke what they promise or were told wrong
		"state",  // what is one thing for a user stays one, however many machines keep it
	} {
		files, err := filepath.Glob(filepath.Join("testdata", folder, "*.toml"))
		if err != nil || len(files) == 0 {
			t.Fatal(files, err)
		}
		for _, file := range files {
			t.Run(folder+"/"+strings.TrimSuffix(filepath.Base(file), ".toml"), func(t *testing.T) {
				t.Parallel()
				s, err := scenarios.Open(file)
				if err != nil {
					t.Fatal(err)
				}
				holds(t, s)
			})
		}
	}
}

// TestInstancesChangeNoState holds the same with other numbers of instances: of a
// service on each of which the rest of the file says nothing.
func TestInstancesChangeNoState(t *testing.T) {
	for file, node := range map[string]string{
		"two-instances-stock": "stock", "two-instances-account": "bank", "two-instances-inbox": "app", "two-instances-outbox": "orders",
	} {
		for _, n := range []string{"1", "3"} {
			t.Run(file+", "+n, func(t *testing.T) {
				t.Parallel()
				settings := []document.Setting{{Key: "nodes." + node + ".instances", Value: n}}
				if node == "orders" {
					settings = append(settings, document.Setting{Key: "faults.1.node", Value: "orders"})
				}
				s, err := scenarios.OpenWith(filepath.Join("testdata", "state", file+".toml"), settings...)
				if err != nil {
					t.Fatal(err)
				}
				holds(t, s)
			})
		}
	}
}

// holds holds a scenario to what it expects, and each run to its invariants.
func holds(t *testing.T, s *scenarios.Scenario) {
	t.Helper()
	seeds := scenarios.Seeds(1, s.Seeds)
	c, err := scenarios.Compare(t.Context(), s, scenarios.CompareOptions{Seeds: seeds, Run: storm.RunDeclared})
	if err != nil {
		t.Fatal(err)
	}
	scenarios.Judge(s, c)
	for _, e := range c.Expectations {
		if e.Verdict.Status != reports.Pass {
			t.Errorf("%s: %s: %s", e.That, e.Verdict.Status, e.Verdict.Words)
		}
	}
	for _, i := range c.Invariants {
		if i.Broken > 0 {
			t.Errorf("%s, seed %d: %s: %s", i.Variant, i.Seed, i.Invariant, i.Words)
		}
	}
}

// TestSplitStateIsRefused holds that a file is refused, at the place that is to be
// changed, which could be taken for one state and would have several.
func TestSplitStateIsRefused(t *testing.T) {
	for name, want := range refusals {
		_, err := scenarios.Open(filepath.Join("testdata", "state", "refused", name+".toml"))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
}

// refusals say what is wrong with each file of testdata/state/refused.
var refusals = map[string]string{
	"five-lock-servers":      "redis has several instances, and a lease has one authority",
	"replicated-broker":      "kafka has several instances, and a broker is one machine",
	"accounts-of-two-nodes":  "branch.withdraw is not on bank: accounts are of one node",
	"idle-broker":            "the pattern does nothing on rabbit",
	"two-resources":          "store has several instances, and the resource remembers on one machine which token it has seen",
	"a-log-of-each-instance": "all of them write one log",
	"balanced-shards":        "kv has each item at one instance, its shard, and balancer would ask any",
	"any-of-two-services":    "prices is a member of the group, too, and has no route find",
	"three-registries":       "eureka has several instances, and a registry is one machine",
	"two-groups-on-one-node": `"raft" and "paxos" would both keep the items of a`,
	"step-decided-outside":   `"saga" would note that bank.pay is done before "accounts" decides whether it is`,
	"effect-decided-outside": `"payments" would note that bank.pay is done before "accounts" decides whether it is`,
	"step-decided-last":      "a route of another node, which calls bank.pay",
	"two-of-three-regions":   "there are 3 regions and 2 instances",
	"two-transactions":       `"accounts" and "box" would record bank.pay in two transactions`,
	"other-routes":           `us and eu are members of one group, and only eu has the route get with op = "read"`,
}
