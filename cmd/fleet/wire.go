package fleet

import (
	"bytes"
	"compress/flate"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"wavetank/scenarios"
	"wavetank/scenarios/campaign"
	"wavetank/sim"
)

// Subjects and streams. The queue of units forgets one when it is acknowledged, which is
// after its result has been published; results have a stream of their own, which forgets
// one when it stands in the ledger.
const (
	unitsStream   = "wavetank-units"
	unitSubject   = "wavetank.unit."
	resultsStream = "wavetank-results"
	resultSubject = "wavetank.result."
	recipeBucket  = "wavetank-recipes"
	group         = "workers"
	joinSubject   = "wavetank.join"
	helloSubject  = "wavetank.hello"
	statusSubject = "wavetank.status"
	byeSubject    = "wavetank.bye"
)

const (
	ackWait     = 6 * time.Second // of whoever has gone silent, until somebody else gets what it had
	mostTries   = 5               // deliveries of a unit, after which it is poison
	greeting    = 2 * time.Second // between signs of life of a worker
	gone        = 4 * greeting    // after which it is not counted any more
	smallRecipe = 32 << 10        // what travels with the unit
)

// A unit is what a worker is asked for.
type unit struct {
	Work   campaign.Key
	Build  string
	Limits sim.Limits
	Hunt   *campaign.Hunt `json:",omitempty"`
	Bend   scenarios.Bend `json:",omitzero"`
	Recipe []byte         `json:",omitempty"` // packed; empty: it lies in the bucket, under the key of the work
	Seeds  []uint64
}

// A hello is what a worker says of itself, and a welcome what it is told.
type hello struct {
	Machine, Build string
	Jobs           int
	Running, Done  int
	Leaving        bool `json:",omitempty"`
}

type welcome struct{ Build, Why string }

// A failure is a run that did not come to its end, and has another end nowhere.
type failure struct {
	Machine string
	Text    string
	Kind    string            `json:",omitempty"` // text of that of the Kinds that it wraps
	Run     *campaign.Failure `json:",omitempty"`
}

// Kinds are errors that stay what they are on their way from worker to coordinator.
type Kinds []error

// failureOf makes an error ready to travel.
func (k Kinds) failureOf(err error, machine string) failure {
	f := failure{Machine: machine, Text: err.Error(), Run: campaign.FailureOf(err)}
	if i := slices.IndexFunc(k, func(kind error) bool { return errors.Is(err, kind) }); i >= 0 {
		f.Kind = k[i].Error()
	}
	return f
}

// err is what the failure was where it happened.
func (k Kinds) err(f failure) error {
	if f.Run != nil {
		return f.Run.Err()
	}
	if i := slices.IndexFunc(k, func(kind error) bool { return kind.Error() == f.Kind }); i >= 0 {
		return &retold{f.Text, k[i]}
	}
	return fmt.Errorf("%s: %s", f.Machine, f.Text)
}

// A retold error says what the worker's said, and is of its kind.
type retold struct {
	text string
	kind error
}

func (k *retold) Error() string { return k.text }
func (k *retold) Unwrap() error { return k.kind }

func pack(v any) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.DefaultCompression)
	if err == nil {
		_, err = w.Write(text)
	}
	if err == nil {
		err = w.Close()
	}
	return out.Bytes(), err
}

// largestRecipe bounds an unpacked recipe: a scenario and its CSVs.
const largestRecipe = 1 << 28

func unpack(data []byte, v any) error {
	text, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(data)), largestRecipe))
	if err != nil {
		return err
	}
	return json.Unmarshal(text, v)
}

// Hidden returns a URL without what is secret in it.
func Hidden(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "an address that is no URL"
	}
	u.User = nil
	return u.String()
}

// recipes opens the bucket of recipes, or makes it.
func recipes(ctx context.Context, js jetstream.JetStream) (jetstream.ObjectStore, error) {
	return js.CreateOrUpdateObjectStore(ctx, jetstream.ObjectStoreConfig{Bucket: recipeBucket, Storage: jetstream.FileStorage})
}
