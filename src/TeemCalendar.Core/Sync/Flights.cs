namespace TeemCalendar.Core.Sync;

/// <summary>The rooms that are being read just now. One loop starts and awaits them, so nothing here is shared.</summary>
internal sealed class Flights(Governor governor)
{
    readonly List<Task> inFlight = [];

    /// <summary>Whether another room may be read besides.</summary>
    public bool HasRoom => inFlight.Count < governor.Limit;

    /// <summary>Begins to read a room.</summary>
    /// <param name="read">Reads it, and says whether it was read.</param>
    public void Start(Func<Task<bool>> read) => inFlight.Add(Task.Run(async () =>
    {
        var flight = governor.TakeOff();
        governor.Land(flight, await read().ConfigureAwait(false));
    }));

    /// <summary>Waits until one has ended, or something else has happened.</summary>
    /// <param name="others">What else.</param>
    public async Task AnyAsync(params Task[] others)
    {
        await Task.WhenAny([.. inFlight, .. others]).ConfigureAwait(false);
        foreach (var landed in inFlight.Where(flight => flight.IsCompleted).ToList())
        {
            inFlight.Remove(landed);
            await landed.ConfigureAwait(false);
        }
    }

    /// <summary>Waits until all have ended.</summary>
    public Task AllAsync() => Task.WhenAll(inFlight);
}
