using TeemCalendar.Help;

// TeemCalendar.Help REFERENCES ASSEMBLY OUTPUT: writes the cmdlet help of ASSEMBLY, whose XML documentation lies beside it, to the file OUTPUT.
// REFERENCES is a file with the path of one referenced assembly a line. What the help lacks is an error of the build.
if (args is not [var references, var assembly, var output])
{
    Console.Error.WriteLine("TeemCalendar.Help : error TCH000: expected REFERENCES ASSEMBLY OUTPUT");
    return 2;
}

var docs = Documentation.Load(Path.ChangeExtension(assembly, ".xml"));
var commands = CommandReader.Read(assembly, File.ReadAllLines(references), docs);
var gaps = commands.SelectMany(Gaps.In).ToList();
foreach (var gap in gaps)
    Console.Error.WriteLine($"{assembly} : error TCH001: {gap}");
if (gaps.Count > 0)
    return 1;

Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
MamlWriter.Write(commands, output);
return 0;
