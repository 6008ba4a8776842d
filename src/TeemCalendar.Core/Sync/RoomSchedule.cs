namespace TeemCalendar.Core.Sync;

/// <summary>When each room is read next.</summary>
/// <remarks>
/// Every room has its own time. One that changes is read once an interval; one in which nothing changes less often, and likewise one that cannot be read. Who is due longest comes first,
/// so that a slow room takes one place and nobody's turn.
/// </remarks>
internal sealed class RoomSchedule(TimeSpan interval)
{
    // Five quiet minutes say little at one reading a minute, and a room that is found free when somebody has booked it is never more than five minutes behind. The numbers are ours.
    /// <summary>After so many readings in a row that found nothing, a room is read half as often; and so on.</summary>
    public const int QuietReadings = 5;

    /// <summary>But never less often than once in so many intervals.</summary>
    public const int SlowestIntervals = 5;

    readonly object gate = new();
    readonly Dictionary<Guid, Turn> turns = [];
    readonly PriorityQueue<Turn, DateTimeOffset> queue = new();
    TaskCompletionSource nudged = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when a room was made due. Ask for it before looking who is due: what comes between is not missed then.</summary>
    public Task Nudged
    {
        get
        {
            lock (gate)
                return nudged.Task;
        }
    }

    /// <summary>When the next room is due; null when none waits.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (gate)
            {
                DropStale();
                return queue.TryPeek(out _, out var due) ? due : null;
            }
        }
    }

    /// <summary>Takes in the rooms there are: new ones are due at once, and those that are no longer there never again.</summary>
    /// <param name="rooms">All rooms that are to be read.</param>
    public void Renew(IEnumerable<RoomCalendar> rooms)
    {
        lock (gate)
        {
            foreach (var turn in turns.Values)
                turn.IsThere = false;
            foreach (var room in rooms)
            {
                if (turns.TryGetValue(room.RoomId, out var turn))
                {
                    turn.Room = room;
                    turn.IsThere = true;
                    continue;
                }
                turns[room.RoomId] = turn = new(room);
                // All are due at once in the beginning, and those come first that were not read for longest.
                Enqueue(turn, room.LastRead ?? DateTimeOffset.MinValue);
            }
            foreach (var gone in turns.Where(pair => !pair.Value.IsThere).Select(pair => pair.Key).ToList())
                turns.Remove(gone);
        }
    }

    /// <summary>The room that is due longest. Whoever takes it gives it back.</summary>
    /// <param name="now">The time.</param>
    /// <returns>Null when none is due.</returns>
    public RoomCalendar? Take(DateTimeOffset now)
    {
        lock (gate)
        {
            DropStale();
            if (!queue.TryPeek(out var turn, out var due) || due > now)
                return null;
            queue.Dequeue();
            turn.Due = null;
            return turn.Room;
        }
    }

    /// <summary>Gives back a room that was read, or could not be.</summary>
    /// <param name="roomId">The room's directory id.</param>
    /// <param name="result">What became of it.</param>
    public void GiveBack(Guid roomId, SyncResult result)
    {
        lock (gate)
        {
            if (!turns.TryGetValue(roomId, out var turn))
                return;
            turn.Count(result);
            Enqueue(turn, turn.IsNudged ? result.StartedAt : result.StartedAt + interval * turn.Intervals);
            turn.IsNudged = false;
        }
    }

    /// <summary>Makes a room due at once: something changed there.</summary>
    /// <param name="roomId">The room's directory id; of a room that is not read here nothing comes of it.</param>
    /// <param name="now">The time.</param>
    public void Nudge(Guid roomId, DateTimeOffset now)
    {
        lock (gate)
        {
            if (!turns.TryGetValue(roomId, out var turn))
                return;
            turn.Quiet = 0;
            // It is being read, and what changed may have come too late for that.
            if (turn.Due is not { } due)
                turn.IsNudged = true;
            else if (due > now)
            {
                Enqueue(turn, now);
                nudged.TrySetResult();
                nudged = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    void Enqueue(Turn turn, DateTimeOffset due)
    {
        turn.Due = due;
        queue.Enqueue(turn, due);
    }

    /// <summary>A room that was nudged or is gone has a place in the queue that it no longer stands at.</summary>
    void DropStale()
    {
        while (queue.TryPeek(out var turn, out var due) && (turn.Due != due || !turn.IsThere))
            queue.Dequeue();
    }

    sealed class Turn(RoomCalendar room)
    {
        int failures;

        public RoomCalendar Room { get; set; } = room;
        public bool IsThere { get; set; } = true;
        public bool IsNudged { get; set; }
        public int Quiet { get; set; }

        /// <summary>When it is due; null while it is read.</summary>
        public DateTimeOffset? Due { get; set; }

        /// <summary>How many intervals it waits.</summary>
        public int Intervals => Math.Min(SlowestIntervals, 1 << Math.Min(failures > 0 ? failures - 1 : Quiet / QuietReadings, SlowestIntervals));

        public void Count(SyncResult result)
        {
            failures = result.Outcome == SyncOutcome.Failed ? failures + 1 : 0;
            Quiet = result.Outcome == SyncOutcome.Failed || result.Added + result.Updated + result.Removed + result.Sent + result.Released > 0 ? 0 : Quiet + 1;
        }
    }
}
