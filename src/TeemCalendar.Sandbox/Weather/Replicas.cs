namespace TeemCalendar.Sandbox.Weather;

/// <summary>Objects of one kind on a server that is behind.</summary>
internal interface IReplica
{
    ObjectKinds Kind { get; }

    /// <summary>Takes out what is not known yet; for a reader, puts back what is gone.</summary>
    void GoBack(DateTimeOffset now, bool isRead);

    /// <summary>Undoes that.</summary>
    void ComeForward();

    /// <summary>Looks what came and went since the last time; the two say when that will be known, by the object's id.</summary>
    void Note(Func<Guid, DateTimeOffset> known, Func<Guid, DateTimeOffset> forgotten);
}

/// <summary>Objects by their id.</summary>
internal sealed class ReplicatedMap<T>(IDictionary<Guid, T> live, ObjectKinds kind) : IReplica
{
    readonly Dictionary<Guid, T> last = new(live);
    readonly Dictionary<Guid, DateTimeOffset> coming = [];
    readonly Dictionary<Guid, (T Value, DateTimeOffset Until)> going = [];
    readonly Stack<(Guid Id, T Value)> hidden = [];
    readonly List<Guid> shown = [];

    public ObjectKinds Kind => kind;

    public void GoBack(DateTimeOffset now, bool isRead)
    {
        foreach (var (id, from) in coming)
            if (from <= now) coming.Remove(id);
            else if (live.Remove(id, out var value)) hidden.Push((id, value));
        foreach (var (id, (value, until)) in going)
            if (until <= now) going.Remove(id);
            else if (isRead && live.TryAdd(id, value)) shown.Add(id);
    }

    public void ComeForward()
    {
        foreach (var id in shown) live.Remove(id);
        shown.Clear();
        // The last one out is the first one in: so every object comes back to its place, and the order of lists stays.
        while (hidden.TryPop(out var one)) live.TryAdd(one.Id, one.Value);
    }

    public void Note(Func<Guid, DateTimeOffset> known, Func<Guid, DateTimeOffset> forgotten)
    {
        foreach (var (id, value) in live)
            if (last.TryAdd(id, value)) coming[id] = known(id);
        foreach (var (id, value) in last)
            if (!live.ContainsKey(id))
            {
                last.Remove(id);
                coming.Remove(id);
                going[id] = (value, forgotten(id));
            }
    }
}

/// <summary>Objects in a list that is short.</summary>
internal sealed class ReplicatedList<T>(List<T> live, Func<T, Guid> id, ObjectKinds kind) : IReplica where T : class
{
    readonly HashSet<T> last = [.. live];
    readonly Dictionary<T, DateTimeOffset> coming = [];
    readonly Dictionary<T, DateTimeOffset> going = [];
    readonly List<(int Place, T Value)> hidden = [];
    readonly List<T> shown = [];

    public ObjectKinds Kind => kind;

    public void GoBack(DateTimeOffset now, bool isRead)
    {
        for (var i = 0; i < live.Count; i++)
            if (coming.TryGetValue(live[i], out var from))
            {
                if (from > now) hidden.Add((i, live[i]));
                else coming.Remove(live[i]);
            }
        live.RemoveAll(coming.ContainsKey);
        foreach (var (value, until) in going)
            if (until <= now) going.Remove(value);
            else if (isRead) shown.Add(value);
        live.AddRange(shown);
    }

    public void ComeForward()
    {
        live.RemoveAll(shown.Contains);
        shown.Clear();
        foreach (var (place, value) in hidden) live.Insert(Math.Min(place, live.Count), value);
        hidden.Clear();
    }

    public void Note(Func<Guid, DateTimeOffset> known, Func<Guid, DateTimeOffset> forgotten)
    {
        foreach (var value in live)
            if (last.Add(value)) coming[value] = known(id(value));
        foreach (var value in last.Except(live).ToList())
        {
            last.Remove(value);
            coming.Remove(value);
            going[value] = forgotten(id(value));
        }
    }
}
