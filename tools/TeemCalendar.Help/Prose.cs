using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace TeemCalendar.Help;

/// <summary>Turns XML documentation into plain paragraphs and code.</summary>
sealed partial class Prose(IReadOnlyDictionary<string, string> commandsByClass)
{
    /// <summary>The paragraphs of an element: what stands in a para or an item is one, what stands between is one.</summary>
    public IReadOnlyList<string> Paragraphs(XElement? element)
    {
        if (element is null)
            return [];
        var paragraphs = new List<string>();
        var current = new StringBuilder();
        void End()
        {
            var text = Spaces().Replace(current.ToString(), " ").Trim();
            if (text.Length > 0)
                paragraphs.Add(text);
            current.Clear();
        }

        void Walk(XElement parent)
        {
            foreach (var node in parent.Nodes())
            {
                if (node is XText text)
                    current.Append(text.Value);
                else if (node is XElement { Name.LocalName: "para" or "item" or "list" or "description" } block)
                {
                    End();
                    if (block.Name.LocalName == "item")
                        current.Append("- ");
                    Walk(block);
                    End();
                }
                else if (node is XElement { Name.LocalName: "code" or "example" or "seealso" })
                    continue;
                else if (node is XElement inline)
                    Inline(inline);
            }
        }

        void Inline(XElement element)
        {
            if (element.Attribute("cref")?.Value is { } cref && element.IsEmpty)
                current.Append(Reference(cref));
            else if ((element.Attribute("langword") ?? element.Attribute("name"))?.Value is { } word && element.IsEmpty)
                current.Append(word);
            else
                Walk(element);
        }

        Walk(element);
        End();
        return paragraphs;
    }

    /// <summary>All of an element in one line.</summary>
    public string Line(XElement? element) => string.Join(' ', Paragraphs(element));

    /// <summary>The code of an example, without the indentation it has in the source.</summary>
    public static string Code(XElement? code)
    {
        var lines = (code?.Value ?? "").Split('\n').Select(l => l.TrimEnd()).SkipWhile(l => l.Length == 0).ToList();
        while (lines.Count > 0 && lines[^1].Length == 0)
            lines.RemoveAt(lines.Count - 1);
        var indent = lines.Where(l => l.Length > 0).Select(l => l.Length - l.TrimStart().Length).DefaultIfEmpty(0).Min();
        return string.Join('\n', lines.Select(l => l.Length > indent ? l[indent..] : l.TrimStart()));
    }

    /// <summary>What a reader calls a referenced member: a command by its name, a command's property as its parameter, anything else by its last word.</summary>
    public string Reference(string cref)
    {
        var full = cref[(cref.IndexOf(':', StringComparison.Ordinal) + 1)..];
        if (commandsByClass.TryGetValue(full, out var command))
            return command;
        var dot = full.LastIndexOf('.');
        return cref.StartsWith("P:", StringComparison.Ordinal) && dot > 0 && commandsByClass.ContainsKey(full[..dot]) ? "-" + full[(dot + 1)..] : full[(dot + 1)..];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
