package nodes

import "wavetank/sim"

// Discipline is the order in which a service takes up what waits.
type Discipline string

const (
	FIFO     Discipline = "fifo"     // the oldest first
	LIFO     Discipline = "lifo"     // the newest first
	Priority Discipline = "priority" // the lowest number first, the oldest among equals; work under way goes on
	Sharing  Discipline = "sharing"  // nothing waits: the workers' cores are shared by all requests
)

// A queue holds the jobs that wait for a worker, in lanes: one, or one for each
// priority.
type queue struct {
	discipline Discipline
	lanes      []lane // by priority
	len        int64
}

type lane struct {
	priority int64
	jobs     sim.List[job]
}

func (q *queue) push(j *job) {
	q.lane(j).jobs.Add(&j.queued, j)
	q.len++
}

// pop takes the job that is next, or nil.
func (q *queue) pop() *job {
	for i := range q.lanes {
		j := q.lanes[i].jobs.First()
		if q.discipline == LIFO {
			j = q.lanes[i].jobs.Last()
		}
		if j != nil {
			q.remove(j)
			return j
		}
	}
	return nil
}

func (q *queue) remove(j *job) {
	q.lane(j).jobs.Remove(&j.queued)
	q.len--
}

func (q *queue) lane(j *job) *lane {
	var priority int64
	if q.discipline == Priority {
		priority = j.Req.Priority
	}
	i := 0
	for i < len(q.lanes) && q.lanes[i].priority < priority {
		i++
	}
	if i == len(q.lanes) || q.lanes[i].priority > priority {
		q.lanes = append(q.lanes, lane{})
		copy(q.lanes[i+1:], q.lanes[i:])
		q.lanes[i] = lane{priority: priority}
	}
	return &q.lanes[i]
}
