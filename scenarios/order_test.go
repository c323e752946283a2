package scenarios

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

func TestDescribeDrawsTheWrappingOrder(t *testing.T) {
	for name, want := range map[string]string{
		"defence-in-depth": "\n  shop -> payment: retry( breaker( bulkhead( call )))\n",
		"wrong-order":      "variant wrong: breaker (circuit-breaker on shop -> stock), retry (retry on shop -> stock)\n  shop -> stock: breaker( retry( call ))\n",
		"shared-pool":      "\n  shop -> payment: bulkhead( call )\n  shop -> catalog: bulkhead( call )\n",
	} {
		s, err := Open(name)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		s.Describe(&b)
		if !strings.Contains(b.String(), want) {
			t.Errorf("%s: no %q in\n%s", name, want, &b)
		}
	}
}

// TestThePageOnOrderIsTrue pins its numbers.
func TestThePageOnOrderIsTrue(t *testing.T) {
	s, err := Open("wrong-order")
	if err != nil {
		t.Fatal(err)
	}
	c, err := Compare(context.Background(), s, CompareOptions{Seeds: Seeds(1, 4)})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{0.06, 0.06, 0.10} {
		v := c.Variants[i]
		if b, _ := v.Band("", "error_rate"); b.Median < want-0.01 || b.Median > want+0.01 {
			t.Errorf("%s: an error rate of %v, and the page says about %v", v.Name, b.Median, want)
		}
	}
}
