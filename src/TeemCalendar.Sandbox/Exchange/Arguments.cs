using System.Globalization;

namespace TeemCalendar.Sandbox.Exchange;

/// <summary>A value for a property with many values: all of them, or what to add and what to remove.</summary>
internal sealed record ListChange(IReadOnlyList<string>? Replace, IReadOnlyList<string> Add, IReadOnlyList<string> Remove)
{
    internal List<string> Apply(IEnumerable<string> current) =>
        Replace is not null ? [.. Replace] : [.. current.Where(c => !Remove.Contains(c, StringComparer.OrdinalIgnoreCase)).Concat(Add).Distinct(StringComparer.OrdinalIgnoreCase)];
}

/// <summary>The parameters of one call, converted to what their types say.</summary>
internal sealed class Arguments(IReadOnlyDictionary<string, object?> values)
{
    internal bool Has(string name) => values.ContainsKey(name);

    internal IEnumerable<string> Names => values.Keys;

    internal object? Raw(string name) => values.GetValueOrDefault(name);

    internal string? Text(string name) => values.GetValueOrDefault(name) switch
    {
        null => null,
        string text => text,
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString(),
    };

    internal string Required(string name) => Text(name) is { Length: > 0 } text ? text
        : throw ExchangeFault.BadParameters($"Cannot bind argument to parameter '{name}' because it is an empty string.", "System.Management.Automation.ParameterBindingException");

    internal bool Flag(string name) => values.GetValueOrDefault(name) is true;

    internal bool? Bool(string name) => values.GetValueOrDefault(name) as bool?;

    internal int? Number(string name) => values.GetValueOrDefault(name) as int?;

    internal ListChange? Change(string name) => values.GetValueOrDefault(name) as ListChange;

    /// <summary>The values of a list; null when it was not given.</summary>
    internal IReadOnlyList<string>? List(string name) => Has(name) ? Change(name)?.Apply([]) ?? [] : null;
}
