using System.Text;

namespace TeemCalendar.Worker.Rehearsal;

/// <summary>Plain text that reads well at 100 columns: no colours, so that it is the same on a screen and in a file.</summary>
internal sealed class Page(TextWriter output)
{
    const int Width = 100;

    public void Line() => output.WriteLine();

    /// <summary>A heading with a line under it.</summary>
    public void Heading(string text)
    {
        output.WriteLine();
        output.WriteLine(text);
        output.WriteLine(new string('-', Math.Min(text.Length, Width)));
    }

    /// <summary>Text beside its label; what is too long goes on under itself.</summary>
    public void Labelled(string label, string text, int indent = 2, int column = 14)
    {
        var first = new string(' ', indent) + $"{label} ".PadRight(column - indent);
        Wrap(text, first, new string(' ', first.Length));
    }

    /// <summary>Text with a margin.</summary>
    public void Text(string text, int indent = 2) => Wrap(text, new string(' ', indent), new string(' ', indent));

    void Wrap(string text, string first, string others)
    {
        var line = new StringBuilder(first);
        var isEmpty = true;
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (!isEmpty && line.Length + 1 + word.Length > Width)
            {
                output.WriteLine(line.ToString());
                line.Clear().Append(others);
                isEmpty = true;
            }
            if (!isEmpty) line.Append(' ');
            line.Append(word);
            isEmpty = false;
        }
        output.WriteLine(line.ToString().TrimEnd());
    }
}
