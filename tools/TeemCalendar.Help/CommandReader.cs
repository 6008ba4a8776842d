using System.Reflection;
using System.Xml.Linq;

namespace TeemCalendar.Help;

/// <summary>Reads the commands of an assembly without running any of it.</summary>
sealed class CommandReader
{
    const string Automation = "System.Management.Automation.";
    const string AllSets = "__AllParameterSets";

    readonly Documentation docs;
    readonly Prose prose;

    CommandReader(Documentation docs, Prose prose)
    {
        this.docs = docs;
        this.prose = prose;
    }

    /// <summary>The commands of an assembly, by name.</summary>
    public static IReadOnlyList<CommandHelp> Read(string assembly, IEnumerable<string> references, Documentation docs)
    {
        using var context = new MetadataLoadContext(new PathAssemblyResolver(references.Append(assembly)));
        var classes = context.LoadFromAssemblyPath(Path.GetFullPath(assembly)).GetExportedTypes()
            .Where(t => !t.IsAbstract && Attribute(t, "CmdletAttribute") is not null).ToList();
        var reader = new CommandReader(docs, new Prose(classes.ToDictionary(t => t.FullName!, CommandName)));
        return [.. classes.Select(reader.Command).OrderBy(c => c.Name, StringComparer.Ordinal)];
    }

    static string CommandName(Type type) => string.Join('-', Attribute(type, "CmdletAttribute")!.ConstructorArguments.Select(a => (string)a.Value!));

    CommandHelp Command(Type type)
    {
        var cmdlet = Attribute(type, "CmdletAttribute")!;
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => Attributes(p, "ParameterAttribute").Any()).ToList();
        var usual = Named(cmdlet, "DefaultParameterSetName") as string;
        var sets = properties.SelectMany(p => Attributes(p, "ParameterAttribute")).Select(SetOf).Where(s => s != AllSets).Distinct()
            .OrderByDescending(s => s == usual).ToList();
        if (sets.Count == 0)
            sets.Add(AllSets);
        var common = Named(cmdlet, "SupportsShouldProcess") is true ? ShouldProcess : [];
        var doc = docs.Of(type);
        return new CommandHelp
        {
            Verb = (string)cmdlet.ConstructorArguments[0].Value!,
            Noun = (string)cmdlet.ConstructorArguments[1].Value!,
            Synopsis = prose.Line(doc?.Element("summary")),
            Description = prose.Paragraphs(doc?.Element("remarks")) is { Count: > 0 } remarks ? remarks : prose.Paragraphs(doc?.Element("summary")),
            Parameters = [.. properties.Select(p => Parameter(p, Attributes(p, "ParameterAttribute").First())).OrderBy(p => p.Name, StringComparer.Ordinal), .. common],
            Syntaxes = [.. sets.Select(set => Syntax(properties, set, common))],
            OutputTypes = [.. Attributes(type, "OutputTypeAttribute").SelectMany(OutputTypes).Distinct()],
            Examples = [.. (doc?.Elements("example") ?? []).Select(e => new ExampleHelp(Prose.Code(e.Element("code")), prose.Paragraphs(e)))],
            RelatedCommands = [.. (doc?.Elements("seealso") ?? []).Select(e => prose.Reference(e.Attribute("cref")?.Value ?? e.Value))],
        };
    }

    SyntaxHelp Syntax(IEnumerable<PropertyInfo> properties, string set, IEnumerable<ParameterHelp> common) =>
        new([.. from p in properties
                let attribute = Attributes(p, "ParameterAttribute").FirstOrDefault(a => SetOf(a) == set || SetOf(a) == AllSets)
                where attribute is not null
                let parameter = Parameter(p, attribute)
                orderby parameter.Position ?? int.MaxValue, parameter.Required descending, p.DeclaringType == p.ReflectedType descending
                select parameter, .. common]);

    ParameterHelp Parameter(PropertyInfo property, CustomAttributeData attribute)
    {
        var type = property.PropertyType;
        var single = Single(type);
        var position = Named(attribute, "Position") is int p && p != int.MinValue ? p : (int?)null;
        var isSwitch = type.FullName == Automation + "SwitchParameter";
        return new ParameterHelp
        {
            Name = property.Name,
            Description = prose.Paragraphs(docs.Of(property)?.Element("summary")),
            Type = type.IsArray ? single.Name + "[]" : single.Name,
            FullType = type.IsArray ? single.FullName + "[]" : single.FullName!,
            IsSwitch = isSwitch,
            TakesMany = type.IsArray,
            TakesWildcards = Attributes(property, "SupportsWildcardsAttribute").Any(),
            Required = Named(attribute, "Mandatory") is true,
            Position = position,
            FromPipeline = Named(attribute, "ValueFromPipeline") is true,
            FromProperty = Named(attribute, "ValueFromPipelineByPropertyName") is true,
            Aliases = [.. Attributes(property, "AliasAttribute").SelectMany(a => Strings(a.ConstructorArguments))],
            Default = Attributes(property, "PSDefaultValueAttribute").Select(a => (Named(a, "Help") ?? Named(a, "Value"))?.ToString()).FirstOrDefault() ?? (isSwitch ? "False" : null),
            Values = single.IsEnum ? [.. single.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => f.Name)]
                : [.. Attributes(property, "ValidateSetAttribute").SelectMany(a => Strings(a.ConstructorArguments))],
        };
    }

    static Type Single(Type type)
    {
        if (type.IsArray)
            return Single(type.GetElementType()!);
        return type.IsGenericType && type.GetGenericTypeDefinition().FullName == "System.Nullable`1" ? type.GetGenericArguments()[0] : type;
    }

    // A command that writes nothing says so with typeof(void).
    static IEnumerable<string> OutputTypes(CustomAttributeData attribute) => Flat(attribute.ConstructorArguments)
        .Select(v => v switch { Type t => t.FullName!, string s => s, _ => null }).Where(n => n is not (null or "System.Void" or AllSets))!;

    static IEnumerable<string> Strings(IEnumerable<CustomAttributeTypedArgument> arguments) => Flat(arguments).OfType<string>();

    static IEnumerable<object?> Flat(IEnumerable<CustomAttributeTypedArgument> arguments) => arguments.SelectMany(a =>
        a.Value is IEnumerable<CustomAttributeTypedArgument> many ? Flat(many) : [a.Value]);

    static string SetOf(CustomAttributeData attribute) => Named(attribute, "ParameterSetName") as string ?? AllSets;

    static object? Named(CustomAttributeData attribute, string name) => attribute.NamedArguments.Where(a => a.MemberName == name).Select(a => a.TypedValue.Value).FirstOrDefault();

    static CustomAttributeData? Attribute(MemberInfo member, string name) => Attributes(member, name).FirstOrDefault();

    static IEnumerable<CustomAttributeData> Attributes(MemberInfo member, string name) => member.GetCustomAttributesData().Where(a => a.AttributeType.FullName == Automation + name);

    // PowerShell adds these two itself, and leaves their help to the module.
    static readonly ParameterHelp[] ShouldProcess =
    [
        Switch("WhatIf", "wi", "Says what the command would do, and changes nothing."),
        Switch("Confirm", "cf", "Asks before each change. With -Confirm:$false nothing is asked, not even before a change that reaches far."),
    ];

    static ParameterHelp Switch(string name, string alias, string description) => new()
    {
        Name = name,
        Description = [description],
        Type = "SwitchParameter",
        FullType = Automation + "SwitchParameter",
        IsSwitch = true,
        Aliases = [alias],
        Default = "False",
    };
}
