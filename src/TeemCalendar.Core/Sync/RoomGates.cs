namespace TeemCalendar.Core.Sync;

/// <summary>Lets one round at a time into a room, whoever runs it: what waits of a room would be sent twice otherwise.</summary>
internal sealed class RoomGates
{
    /// <summary>The gates of this process: two connections may be open to one store.</summary>
    public static readonly RoomGates Shared = new();

    readonly Dictionary<(string Store, Guid Room), Gate> gates = [];

    /// <summary>Waits until nobody is in the room, and is in it until the answer is disposed.</summary>
    /// <param name="store">The store's name.</param>
    /// <param name="roomId">The room's directory id.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public async Task<IDisposable> EnterAsync(string store, Guid roomId, CancellationToken cancel)
    {
        var key = (store, roomId);
        Gate? gate;
        lock (gates)
        {
            if (!gates.TryGetValue(key, out gate))
                gates[key] = gate = new();
            gate.Users++;
        }
        try
        {
            await gate.Free.WaitAsync(cancel).ConfigureAwait(false);
        }
        catch
        {
            Leave(key, gate);
            throw;
        }
        return new Stay(this, key, gate);
    }

    void Leave((string, Guid) key, Gate gate)
    {
        lock (gates)
        {
            if (--gate.Users > 0)
                return;
            gates.Remove(key);
            gate.Free.Dispose();
        }
    }

    sealed class Gate
    {
        public SemaphoreSlim Free { get; } = new(1);
        public int Users { get; set; }
    }

    sealed class Stay(RoomGates all, (string, Guid) key, Gate gate) : IDisposable
    {
        public void Dispose()
        {
            gate.Free.Release();
            all.Leave(key, gate);
        }
    }
}
