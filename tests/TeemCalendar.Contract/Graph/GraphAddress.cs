using System.Text.RegularExpressions;

namespace TeemCalendar.Contract.Graph;

/// <summary>What a path of Graph leads to.</summary>
/// <param name="Type">The type there; null for a plain value as a count is.</param>
/// <param name="IsCollection">True for a collection of it.</param>
/// <param name="Operation">The action or function that the path ends with.</param>
/// <param name="Member">The last property, navigation property or root that was passed.</param>
/// <param name="Template">The path with a star for each key.</param>
/// <param name="Plain">The primitive type that the path ends with.</param>
public sealed partial record GraphAddress(GraphType? Type, bool IsCollection, GraphOperation? Operation, GraphMember? Member, string Template, string? Plain)
{
    /// <summary>Follows a path from its version on; throws where the schema knows no such step.</summary>
    /// <exception cref="ContractException">The path leads nowhere.</exception>
    public static GraphAddress Of(GraphSchema schema, string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        if (segments is not ["v1.0", var first, .. var rest]) throw new ContractException($"{path} does not begin with v1.0");
        var (name, key) = Keyed(first);
        var root = schema.Root(name) ?? throw new ContractException($"{name} is no entity set and no singleton");
        var at = new GraphAddress(schema[root.Type], root.IsCollection, null, root, name, null);
        if (key is not null) at = at.ByKey();
        return rest.Aggregate(at, (here, segment) => here.Step(schema, segment));
    }

    GraphAddress Step(GraphSchema schema, string segment)
    {
        if (Type is null || Operation is { IsAction: true }) throw new ContractException($"{segment} follows {Template}, where a path ends");
        if (segment is "$count" && IsCollection) return this with { Type = null, Plain = "Edm.Int32", IsCollection = false, Template = $"{Template}/$count" };
        if (segment is "$value" or "$ref") return this with { Template = $"{Template}/{segment}" };
        var (name, key) = Keyed(segment);
        if (Cast(schema, name) is { } cast) return this with { Type = cast, Template = $"{Template}/graph.{cast.Name}" };
        if (schema.Operation(GraphSchema.Short(name), Type, IsCollection) is { } operation)
            return new(operation.Returns is { } returned ? schema[returned.Type] : null, operation.Returns?.IsCollection == true, operation, Member, $"{Template}/{operation.Name}", null);
        if (name.StartsWith("microsoft.graph.", StringComparison.Ordinal)) throw new ContractException($"{segment} is no type and no operation of {Type.Name}");
        if (IsCollection) return Type.IsEntity ? ByKey() : throw new ContractException($"{segment} is no operation on a collection of {Type.Name}");
        if (!Type.Members.TryGetValue(name, out var member)) throw new ContractException($"{Type.Name} has no {segment}");
        var next = new GraphAddress(schema[member.Type], member.IsCollection, null, member, $"{Template}/{name}", schema[member.Type] is null ? member.Type : null);
        return key is null ? next : next.ByKey();
    }

    GraphAddress ByKey() => IsCollection && Operation is null ? this with { IsCollection = false, Template = Template + "/*" } : throw new ContractException($"{Template} takes no key");

    GraphType? Cast(GraphSchema schema, string name) =>
        name.Contains('.', StringComparison.Ordinal) && GraphRules.CastSpelling(name) is var spelled && spelled.StartsWith("microsoft.graph.", StringComparison.Ordinal) | spelled.StartsWith("graph.", StringComparison.Ordinal)
        && schema[spelled] is { IsEnum: false } type && (type.Is(Type!) || Type!.Is(type)) ? type : null;

    static (string Name, string? Key) Keyed(string segment) => InParentheses().Match(segment) is { Success: true } found ? (found.Groups[1].Value, found.Groups[2].Value is { Length: > 0 } key ? key : null) : (segment, null);

    [GeneratedRegex(@"^([\w.]+)\((.*)\)$")]
    private static partial Regex InParentheses();
}

/// <summary>Something that the published contract does not allow.</summary>
public sealed class ContractException(string message) : Exception(message);
