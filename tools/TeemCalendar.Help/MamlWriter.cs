using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace TeemCalendar.Help;

/// <summary>Writes help as Get-Help reads it.</summary>
static class MamlWriter
{
    static readonly XNamespace Help = "http://msh";
    static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static void Write(IEnumerable<CommandHelp> commands, string path)
    {
        var items = new XElement(Help + "helpItems", new XAttribute("schema", "maml"),
            new XAttribute(XNamespace.Xmlns + "maml", Maml), new XAttribute(XNamespace.Xmlns + "command", Command), new XAttribute(XNamespace.Xmlns + "dev", Dev),
            commands.Select(Item));
        // Indented only where there is no text: Get-Help shows every space of a paragraph.
        using var writer = XmlWriter.Create(path, new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(false), NewLineChars = "\n", NewLineHandling = NewLineHandling.None });
        new XDocument(items).Save(writer);
    }

    static XElement Item(CommandHelp command) => new(Command + "command",
        new XElement(Command + "details",
            new XElement(Command + "name", command.Name), new XElement(Command + "verb", command.Verb), new XElement(Command + "noun", command.Noun),
            Description([command.Synopsis])),
        Description(command.Description),
        new XElement(Command + "syntax", command.Syntaxes.Select(s => new XElement(Command + "syntaxItem", new XElement(Maml + "name", command.Name), s.Parameters.Select(p => Parameter(p, true))))),
        new XElement(Command + "parameters", command.Parameters.Select(p => Parameter(p, false))),
        new XElement(Command + "inputTypes", command.Parameters.Where(p => p.FromPipeline || p.FromProperty)
            .Select(p => new XElement(Command + "inputType", Type(p.FullType), Description([$"-{p.Name}: {PipelineInput(p)}"])))),
        new XElement(Command + "returnValues", command.OutputTypes.DefaultIfEmpty("None").Select(t => new XElement(Command + "returnValue", Type(t)))),
        new XElement(Command + "examples", command.Examples.Select(Example)),
        new XElement(Command + "relatedLinks", command.RelatedCommands.Append("about_TeemCalendar")
            .Select(l => new XElement(Maml + "navigationLink", new XElement(Maml + "linkText", l), new XElement(Maml + "uri")))));

    static XElement Example(ExampleHelp example, int index) => new(Command + "example",
        new XElement(Maml + "title", string.Create(CultureInfo.InvariantCulture, $"Example {index + 1}")),
        new XElement(Dev + "code", example.Code),
        new XElement(Dev + "remarks", Paragraphs(example.Remarks)));

    static XElement Parameter(ParameterHelp parameter, bool inSyntax) => new(Command + "parameter",
        new XAttribute("required", parameter.Required ? "true" : "false"),
        new XAttribute("variableLength", parameter.TakesMany ? "true" : "false"),
        new XAttribute("globbing", parameter.TakesWildcards ? "true" : "false"),
        new XAttribute("pipelineInput", PipelineInput(parameter)),
        new XAttribute("position", parameter.Position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
        new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
        new XElement(Maml + "name", parameter.Name),
        Description(parameter.Description),
        inSyntax && parameter.Values.Count > 0
            ? new XElement(Command + "parameterValueGroup", parameter.Values.Select(v => Value(v, parameter.TakesMany)))
            : null,
        // In a syntax line a switch stands alone.
        parameter.IsSwitch && inSyntax ? null : Value(parameter.Type, parameter.TakesMany, parameter.IsSwitch),
        Type(parameter.FullType),
        new XElement(Dev + "defaultValue", parameter.Default ?? "None"));

    static XElement Value(string text, bool many, bool optional = false) => new(Command + "parameterValue",
        new XAttribute("required", optional ? "false" : "true"), new XAttribute("variableLength", many ? "true" : "false"), text);

    static string PipelineInput(ParameterHelp parameter) => (parameter.FromPipeline, parameter.FromProperty) switch
    {
        (true, true) => "True (ByValue, ByPropertyName)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };

    static XElement Type(string name) => new(Dev + "type", new XElement(Maml + "name", name), new XElement(Maml + "uri"));

    static XElement Description(IEnumerable<string> paragraphs) => new(Maml + "description", Paragraphs(paragraphs));

    static IEnumerable<XElement> Paragraphs(IEnumerable<string> paragraphs) => paragraphs.Select(p => new XElement(Maml + "para", p));
}
