namespace TeemCalendar.Core.Sync;

/// <summary>How many rooms are read at once: fewer when Microsoft asks for fewer requests, and by and by more again.</summary>
/// <remarks>As TCP does it: halved at a refusal, one more after as many successes as are at once. Rooms that set off before it was halved say nothing new about it.</remarks>
/// <param name="most">Never more than that.</param>
/// <param name="throttled">How often the answer was 429 so far.</param>
internal sealed class Governor(int most, Func<long> throttled)
{
    readonly object gate = new();
    int cut, successes, halvings;

    /// <summary>How many at once just now.</summary>
    public int Limit
    {
        get
        {
            lock (gate)
                return most - cut;
        }
    }

    /// <summary>A room's reading begins.</summary>
    public Flight TakeOff()
    {
        lock (gate)
            return new(halvings, throttled());
    }

    /// <summary>It has ended.</summary>
    /// <param name="flight">What it began with.</param>
    /// <param name="success">Whether the room was read.</param>
    public void Land(Flight flight, bool success)
    {
        lock (gate)
        {
            if (throttled() > flight.Throttled)
            {
                if (flight.Halvings != halvings)
                    return;
                cut = most - Math.Max(1, (most - cut) / 2);
                halvings++;
                successes = 0;
            }
            else if (success && ++successes >= most - cut)
            {
                cut = Math.Max(0, cut - 1);
                successes = 0;
            }
        }
    }

    /// <summary>What stood when a reading began.</summary>
    internal readonly record struct Flight(int Halvings, long Throttled);
}
