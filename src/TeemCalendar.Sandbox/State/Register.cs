using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace TeemCalendar.Sandbox.State;

/// <summary>Something with names by which it is found, and which may change.</summary>
internal abstract class Named
{
    internal INames? Register { get; set; }

    /// <summary>All names, as they are now.</summary>
    internal abstract IEnumerable<string> Names();

    /// <summary>Changes a name, and what the register knows of it.</summary>
    protected void Rename<T>(ref T name, T value)
    {
        Register?.Forget(this);
        name = value;
        Register?.Learn(this);
    }
}

/// <summary>What learns and forgets names.</summary>
internal interface INames
{
    void Learn(Named item);
    void Forget(Named item);
}

/// <summary>Objects by id, and by any of their names without looking at every one of them: a tenant may have ten thousand rooms. In JSON it is an object of objects by id.</summary>
internal sealed class Register<T> : IDictionary<Guid, T>, INames where T : Named
{
    readonly Dictionary<Guid, T> items = [];
    readonly Dictionary<string, List<T>> byName = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Everything that has this name; names of some kinds may be shared.</summary>
    public IReadOnlyList<T> Find(string name) => byName.TryGetValue(name, out var found) ? found : [];

    public T this[Guid id]
    {
        get => items[id];
        set
        {
            Remove(id);
            Add(id, value);
        }
    }

    public void Add(Guid id, T item)
    {
        items.Add(id, item);
        item.Register = this;
        Learn(item);
    }

    public bool Remove(Guid id)
    {
        if (!items.Remove(id, out var item)) return false;
        Forget(item);
        item.Register = null;
        return true;
    }

    public void Clear()
    {
        foreach (var id in items.Keys.ToList()) Remove(id);
    }

    public T? GetValueOrDefault(Guid id) => items.GetValueOrDefault(id);
    public bool TryGetValue(Guid id, [MaybeNullWhen(false)] out T item) => items.TryGetValue(id, out item);
    public bool ContainsKey(Guid id) => items.ContainsKey(id);
    public int Count => items.Count;
    public ICollection<Guid> Keys => items.Keys;
    public ICollection<T> Values => items.Values;
    public IEnumerator<KeyValuePair<Guid, T>> GetEnumerator() => items.GetEnumerator();

    public void Learn(Named item)
    {
        foreach (var name in Distinct(item))
            if (byName.TryGetValue(name, out var list)) list.Add((T)item);
            else byName[name] = [(T)item];
    }

    public void Forget(Named item)
    {
        foreach (var name in Distinct(item))
            if (byName.TryGetValue(name, out var list) && list.Remove((T)item) && list.Count == 0) byName.Remove(name);
    }

    static IEnumerable<string> Distinct(Named item) => item.Names().Where(n => n.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase);

    bool ICollection<KeyValuePair<Guid, T>>.IsReadOnly => false;
    void ICollection<KeyValuePair<Guid, T>>.Add(KeyValuePair<Guid, T> item) => Add(item.Key, item.Value);
    bool ICollection<KeyValuePair<Guid, T>>.Contains(KeyValuePair<Guid, T> item) => items.Contains(item);
    void ICollection<KeyValuePair<Guid, T>>.CopyTo(KeyValuePair<Guid, T>[] array, int arrayIndex) => ((ICollection<KeyValuePair<Guid, T>>)items).CopyTo(array, arrayIndex);
    bool ICollection<KeyValuePair<Guid, T>>.Remove(KeyValuePair<Guid, T> item) => items.Contains(item) && Remove(item.Key);
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
