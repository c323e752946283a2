package sim

import (
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestTimeNeverWraps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := Time(rapid.Int64Range(0, int64(Forever)).Draw(t, "at"))
		d := time.Duration(rapid.Int64().Draw(t, "d"))
		exact := new(big.Int).Add(big.NewInt(int64(at)), big.NewInt(int64(d)))
		want := Forever
		if exact.Sign() < 0 {
			want = 0
		} else if exact.IsInt64() {
			want = Time(exact.Int64())
		}
		if got := at.Add(d); got != want {
			t.Fatalf("%d plus %d is %d, want %d", at, d, got, want)
		}
		if 0 <= d && want < Forever && at.Add(d).Sub(at) != d {
			t.Fatalf("%d plus %d less %d is %d", at, d, at, at.Add(d).Sub(at))
		}
	})
}

func TestTimeInWords(t *testing.T) {
	for at, want := range map[Time]string{0: "0s", 1_500_000_000: "1.5s", Forever: "forever"} {
		if got := at.String(); got != want {
			t.Errorf("%d is %s, want %s", int64(at), got, want)
		}
	}
	if got := Time(1_500_000_000).Seconds(); got != 1.5 {
		t.Error(got)
	}
}
