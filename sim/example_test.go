package sim_test

import (
	"fmt"
	"time"

	"wavetank/sim"
)

// A producer puts three parcels on a shelf, one every two seconds; a consumer
// waits for them. Minutes of virtual time pass in no time, and the same way in
// every run.
func Example() {
	w := sim.New(sim.Config{Seed: 1})
	defer w.Close()

	var shelf []string
	consumer := w.Go(w.Owner("consumer"), func(p *sim.Proc) {
		for range 3 {
			for len(shelf) == 0 {
				p.Park() // until somebody calls Wake; then look again
			}
			parcel := shelf[0]
			shelf = shelf[1:]
			p.Sleep(3 * time.Second)
			fmt.Println(p.Now(), "unpacked", parcel)
		}
	})
	w.Go(w.Owner("producer"), func(p *sim.Proc) {
		for _, parcel := range []string{"a book", "a lamp", "a kite"} {
			p.Sleep(2 * time.Second)
			fmt.Println(p.Now(), "brought", parcel)
			shelf = append(shelf, parcel)
			consumer.Wake()
		}
	})
	if err := w.Run(sim.Time(time.Minute)); err != nil {
		fmt.Println(err)
	}
	fmt.Println(w.Now(), "over, processes left:", w.Processes())

	// Output:
	// 2s brought a book
	// 4s brought a lamp
	// 5s unpacked a book
	// 6s brought a kite
	// 8s unpacked a lamp
	// 11s unpacked a kite
	// 1m0s over, processes left: 0
}

// Luck is drawn by purpose and identity: request 7 meets the same, whatever else
// is drawn before it.
func ExampleWorld_Draw() {
	work := sim.Exponential(20 * time.Millisecond)
	purpose := sim.KeyOf("work")
	calm, busy := sim.New(sim.Config{Seed: 1}), sim.New(sim.Config{Seed: 1})
	for request := range 7 {
		work.Sample(busy.Draw(purpose, sim.Key(request)))
	}
	fmt.Println(work.Sample(calm.Draw(purpose, 7)) == work.Sample(busy.Draw(purpose, 7)))
	// Output: true
}
